"""Who takes part in most scenarios: Hải Dương with a task of its own, a neighbour, and the office above them."""

from dataclasses import dataclass

from bot.domain.people import Language, Role
from bot.texts.catalogue import label
from tests.world import AGENCIES, Person, World

CODE = "NV-042"
TITLE, TITLE_EN = "Hoàn thành kế hoạch Bạch Đàn", "Finish the White Birch plan"
PROOF = "77/KH-UBND"
FOCAL, HEAD, OFFICER, LEADER, NEIGHBOUR = "Lưu Ân", "Trịnh Bích", "Phạm Chinh", "Vũ Dung", "Hà Giang"
OUTDATED = label(Language.VI, "error.outdated")
SECRETS = (CODE, "Bạch Đàn", "White Birch", PROOF, "Hải Dương", "Hai Duong", FOCAL, HEAD)
"""What nobody outside Hải Dương and the office may ever read."""


@dataclass(frozen=True, slots=True)
class Office:
    """10/07/2024 08:30: NV-042 for Hải Dương, due on 20/07, announced and read; everybody is linked."""

    world: World

    @property
    def an(self) -> Person:
        """Focal point of Hải Dương."""
        return self.world.people[FOCAL]

    @property
    def binh(self) -> Person:
        """Head of Hải Dương."""
        return self.world.people[HEAD]

    @property
    def chi(self) -> Person:
        """Officer of the committee."""
        return self.world.people[OFFICER]

    @property
    def dung(self) -> Person:
        """Leader of the committee."""
        return self.world.people[LEADER]

    @property
    def giang(self) -> Person:
        """Focal point of Bắc Giang."""
        return self.world.people[NEIGHBOUR]

    async def submit(self, code: str = CODE) -> None:
        """The focal point hands in a result; nobody has read the review card yet."""
        await self.submit_for(self.an, code)

    async def submit_for(self, person: Person, code: str = CODE) -> None:
        await person.says(f"{code} xong, {PROOF} ngày 9/7/2024")
        await person.presses("Ghi nhận")
        person.forget()

    async def open_menu(self) -> None:
        """The focal point is asked how far the task is."""
        await self.an.says("/baocao")
        self.an.expect(CODE, "Đề nghị cho biết tiến độ", button="50 %")

    async def say_done(self) -> None:
        """The focal point is asked for proof."""
        await self.open_menu()
        await self.an.presses("Hoàn thành")
        self.an.expect("căn cứ hoàn thành", CODE)

    def forget_all(self) -> None:
        for person in self.world.people.values():
            person.forget()


async def seat_office(world: World) -> Office:
    await world.load_csv("agencies.csv", AGENCIES)
    for name, role, agency in (
        (FOCAL, Role.FOCAL_POINT, "HDG"),
        (HEAD, Role.HEAD, "HDG"),
        (OFFICER, Role.OFFICER, "UBQGCDS"),
        (LEADER, Role.LEADER, "UBQGCDS"),
        (NEIGHBOUR, Role.FOCAL_POINT, "BGG"),
    ):
        await world.appoint(name, role, agency)
    await world.assign(CODE, title_vi=TITLE, title_en=TITLE_EN, coordinating="BYT")
    await world.go_to("2024-07-10", "08:30")
    office = Office(world)
    office.forget_all()
    return office


def learns_nothing(person: Person) -> None:
    heard = person.heard
    assert [secret for secret in SECRETS if secret in heard] == []

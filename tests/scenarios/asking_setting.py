"""What questions are asked about: tasks with dates around 10/07/2024, a plan that several agencies owe."""

from tests.scenarios.cast import Office

TITLE = "Ban hành Kế hoạch chuyển đổi số năm 2024"


async def with_dates(office: Office) -> Office:
    """10/07/2024; beside NV-042 (20/07): NV-010 on 12/07, NV-011 on 17/07, NV-012 on 30/09, NV-013 overdue."""
    for code, due in (("NV-010", "12"), ("NV-011", "17")):
        await office.world.assign(code, due_date=f"2024-07-{due}")
    await office.world.assign("NV-012", due_date="2024-09-30")
    await office.world.assign("NV-013", issued_date="2024-06-01", due_date="2024-07-08")
    await office.world.settle()
    office.forget_all()
    return office


async def with_plan(office: Office) -> Office:
    """NV-060 for two provinces and a ministry; Hải Dương has reported."""
    await office.world.assign("NV-060", "HDG|BGG|BYT", title_vi=TITLE, title_en="Issue the 2024 plan")
    await office.world.settle()
    office.forget_all()
    await office.an.says("NV-060 50%")
    await office.an.presses("Ghi nhận")
    office.forget_all()
    return office

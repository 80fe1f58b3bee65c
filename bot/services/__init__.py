"""What happens: one async function per use case, ``(uow, actor, ..., now)``.

Rights are checked here, once, from the actor's scope. Knows no Telegram, no scheduler, no texts. Services never
commit; the edge that opened the unit of work does.
"""

from bot.storage.database import UnitOfWork as UnitOfWork
from bot.storage.database import is_outage as is_outage

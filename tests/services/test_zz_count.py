import tests.services.test_request_stories as t, collections, atexit
C=collections.Counter()
orig=t.Story.go_on
async def go(self,name):
    await orig(self,name); C[self.told[-1]]+=1
    C["climbed"]+=sum(e.climbs>0 for e in await self.extensions())
t.Story.go_on=go
atexit.register(lambda: print(sorted(C.items())))
from tests.services.test_request_stories import *

BEGIN TRANSACTION;
CREATE TABLE account (
    name TEXT COLLATE BINARY PRIMARY KEY,
    state TEXT NOT NULL DEFAULT 'live',        -- live, aside
    reason TEXT NOT NULL DEFAULT '',
    changed_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    next_query_at DOUBLE PRECISION NOT NULL DEFAULT 0
);
INSERT INTO "account" VALUES('account-0','aside','',1.79593639502024531367e+09,1.7959363874009847641e+09);
INSERT INTO "account" VALUES('account-1','aside','',1.79593639502024531367e+09,1.79593639371847105029e+09);
INSERT INTO "account" VALUES('account-2','aside','',1.79593639502024531367e+09,1.79593639468019199371e+09);
INSERT INTO "account" VALUES('account-3','aside','',1.79593639502024531367e+09,1.79593638561010861395e+09);
INSERT INTO "account" VALUES('account-4','aside','',1.79593639502024531367e+09,1.79593639477215838429e+09);
INSERT INTO "account" VALUES('account-5','aside','',1.79593639502024531367e+09,0.0);
INSERT INTO "account" VALUES('account-6','aside','',1.79593639502024531367e+09,0.0);
INSERT INTO "account" VALUES('account-7','aside','',1.79593639502024531367e+09,0.0);
INSERT INTO "account" VALUES('account-8','aside','',1.79593639502024531367e+09,0.0);
INSERT INTO "account" VALUES('account-9','aside','',1.79593639502024531367e+09,0.0);
INSERT INTO "account" VALUES('account-10','aside','',1.79593639502024531367e+09,0.0);
INSERT INTO "account" VALUES('account-11','aside','',1.79593639502024531367e+09,0.0);
CREATE TABLE batch (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,                        -- many, compare
    person_id BIGINT NOT NULL REFERENCES person (id),
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    payer_id BIGINT NOT NULL REFERENCES payer (id),
    language TEXT NOT NULL,
    reply_to TEXT NOT NULL DEFAULT '',
    job_kind TEXT NOT NULL,
    requests TEXT NOT NULL,                    -- a list of request and labels
    jobs TEXT NOT NULL DEFAULT '[]',           -- ids of the jobs made so far, in the requests' order
    state TEXT NOT NULL,                       -- asked, going, painting, done, dropped
    problem TEXT NOT NULL DEFAULT '',          -- text id and arguments of the limit that ended it
    created_at DOUBLE PRECISION NOT NULL
);
CREATE TABLE board (
    key TEXT PRIMARY KEY,                      -- where the sheet is kept
    subject TEXT NOT NULL,                     -- the post that shows it
    person_id BIGINT NOT NULL,
    spec TEXT NOT NULL,
    state TEXT NOT NULL,                       -- wanted, ready, failed
    mime TEXT NOT NULL DEFAULT '',
    width INTEGER NOT NULL DEFAULT 0,
    height INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    due_at DOUBLE PRECISION NOT NULL,
    created_at DOUBLE PRECISION NOT NULL
);
INSERT INTO "board" VALUES('boards/167024a2e8999f412e84c0b2c23b54a6a732219f.jpg','gallery:10',2,'{"columns": 3, "places": [{"key": "jobs/2/3.png", "label": "#2.4 · auto", "plain": "#2.4 · auto", "sample": {}, "starred": true}, {"key": "jobs/2/2.png", "label": "#2.3 · auto", "plain": "#2.3 · auto", "sample": {}, "starred": true}, {"key": "jobs/2/1.png", "label": "#2.2 · auto", "plain": "#2.2 · auto", "sample": {}, "starred": true}, {"key": "jobs/2/0.png", "label": "#2.1 · auto", "plain": "#2.1 · auto", "sample": {}, "starred": true}]}','ready','image/jpeg',1264,936,1,1.79593656594311475759e+09,1.79593638588349628452e+09);
CREATE TABLE brought (
    person_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (person_id, key)
);
INSERT INTO "brought" VALUES(26,'images/6a6ec0c0df28bd7adca15f36a1237ee3015d7108.jpg');
CREATE TABLE budget (
    scope TEXT PRIMARY KEY,
    sent TEXT NOT NULL DEFAULT '[]',           -- unix seconds of the newest calls
    closed_until DOUBLE PRECISION NOT NULL DEFAULT 0
);
INSERT INTO "budget" VALUES('web','[]',0.0);
INSERT INTO "budget" VALUES('web/~ff535e41436d552b5b8e','[]',0.0);
INSERT INTO "budget" VALUES('scripted','[]',0.0);
INSERT INTO "budget" VALUES('scripted/ann','[]',0.0);
INSERT INTO "budget" VALUES('scripted/li','[]',0.0);
INSERT INTO "budget" VALUES('scripted/bob','[]',0.0);
INSERT INTO "budget" VALUES('scripted/group','[]',0.0);
INSERT INTO "budget" VALUES('scripted/cat','[]',0.0);
INSERT INTO "budget" VALUES('scripted/dan','[]',0.0);
INSERT INTO "budget" VALUES('scripted/eve','[]',0.0);
INSERT INTO "budget" VALUES('scripted/fay','[]',0.0);
INSERT INTO "budget" VALUES('scripted/gil','[]',0.0);
INSERT INTO "budget" VALUES('scripted/hal','[]',0.0);
CREATE TABLE charge (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    payer_id BIGINT NOT NULL,
    job_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,                        -- reserve (+), settle (what was kept), release (-)
    amount_li BIGINT NOT NULL,
    pictures INTEGER NOT NULL,
    at DOUBLE PRECISION NOT NULL
);
INSERT INTO "charge" VALUES(1,1,1,'2026-11-29','reserve',160,1,1.79593638152493953702e+09);
INSERT INTO "charge" VALUES(2,1,1,'2026-11-29','settle',0,0,1.79593638239780139923e+09);
INSERT INTO "charge" VALUES(3,2,2,'2026-11-29','reserve',640,4,1.79593638247885227206e+09);
INSERT INTO "charge" VALUES(4,2,2,'2026-11-29','settle',0,0,1.79593638369628190998e+09);
INSERT INTO "charge" VALUES(5,3,3,'2026-11-29','reserve',160,1,1.79593638387329959868e+09);
INSERT INTO "charge" VALUES(6,3,3,'2026-11-29','settle',0,0,1.79593638471948218349e+09);
INSERT INTO "charge" VALUES(7,2,4,'2026-11-29','reserve',160,1,1.79593638494822692873e+09);
INSERT INTO "charge" VALUES(8,2,4,'2026-11-29','settle',-160,-1,1.7959363855583255291e+09);
INSERT INTO "charge" VALUES(9,8,5,'2026-11-29','reserve',160,1,1.79593638573567891117e+09);
INSERT INTO "charge" VALUES(10,8,5,'2026-11-29','settle',-160,-1,1.7959363857693645954e+09);
INSERT INTO "charge" VALUES(11,12,6,'2026-11-29','reserve',160,1,1.79593638616885304453e+09);
INSERT INTO "charge" VALUES(12,12,7,'2026-11-29','reserve',160,1,1.79593638616885304453e+09);
INSERT INTO "charge" VALUES(13,12,6,'2026-11-29','settle',0,0,1.79593638691638398168e+09);
INSERT INTO "charge" VALUES(14,12,7,'2026-11-29','settle',0,0,1.79593638739394307135e+09);
INSERT INTO "charge" VALUES(15,18,8,'2026-11-29','reserve',160,1,1.79593639247117280955e+09);
INSERT INTO "charge" VALUES(16,18,9,'2026-11-29','reserve',160,1,1.79593639247117280955e+09);
INSERT INTO "charge" VALUES(17,18,8,'2026-11-29','settle',0,0,1.79593639324740171432e+09);
INSERT INTO "charge" VALUES(18,18,9,'2026-11-29','settle',0,0,1.79593639369375395777e+09);
INSERT INTO "charge" VALUES(19,23,10,'2026-11-29','reserve',160,1,1.79593639392340779299e+09);
INSERT INTO "charge" VALUES(20,2,11,'2026-11-29','reserve',160,1,1.79593639403507876394e+09);
INSERT INTO "charge" VALUES(21,25,12,'2026-11-29','reserve',160,1,1.79593639412992644305e+09);
INSERT INTO "charge" VALUES(22,26,13,'2026-11-29','reserve',160,1,1.79593639415678548807e+09);
INSERT INTO "charge" VALUES(23,27,14,'2026-11-29','reserve',160,1,1.79593639479183721542e+09);
INSERT INTO "charge" VALUES(24,28,15,'2026-11-29','reserve',160,1,1795936394.9735);
INSERT INTO "charge" VALUES(25,29,16,'2026-11-29','reserve',160,1,1.79593639505025696751e+09);
CREATE TABLE conversation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    platform TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    thread_id TEXT NOT NULL DEFAULT '',
    direct INTEGER NOT NULL DEFAULT 0,
    settings TEXT NOT NULL DEFAULT '{}',
    last_image TEXT NOT NULL DEFAULT '',       -- key of the newest picture seen here, for a restyle without a reply
    last_image_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    blocked_reason TEXT NOT NULL DEFAULT '',   -- why nothing can be posted here
    UNIQUE (platform, chat_id, thread_id)
);
INSERT INTO "conversation" VALUES(1,'web','~ff535e41436d552b5b8e','',1,'{}','',0.0,'');
INSERT INTO "conversation" VALUES(2,'scripted','ann','',1,'{}','',0.0,'');
INSERT INTO "conversation" VALUES(3,'scripted','li','',1,'{}','',0.0,'');
INSERT INTO "conversation" VALUES(8,'scripted','bob','',1,'{}','',0.0,'');
INSERT INTO "conversation" VALUES(11,'scripted','group','',0,'{}','',0.0,'');
INSERT INTO "conversation" VALUES(21,'scripted','cat','',1,'{}','',0.0,'');
INSERT INTO "conversation" VALUES(23,'scripted','dan','',1,'{}','',0.0,'');
INSERT INTO "conversation" VALUES(24,'scripted','eve','',1,'{}','',0.0,'');
INSERT INTO "conversation" VALUES(25,'scripted','fay','',1,'{}','',0.0,'');
INSERT INTO "conversation" VALUES(26,'scripted','gil','',1,'{}','images/6a6ec0c0df28bd7adca15f36a1237ee3015d7108.jpg',1795936394.9735,'');
INSERT INTO "conversation" VALUES(27,'scripted','hal','',1,'{}','',0.0,'');
CREATE TABLE cost (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    model TEXT NOT NULL,
    job_id BIGINT NOT NULL,
    task_id TEXT NOT NULL UNIQUE,
    day TEXT NOT NULL,
    pictures INTEGER NOT NULL,
    free_pictures INTEGER NOT NULL,
    amount_li BIGINT NOT NULL,
    at DOUBLE PRECISION NOT NULL
);
INSERT INTO "cost" VALUES(1,'account-0','wanx-v1',1,'0148c546-e62b-4240-99c2-14812a99941e','2026-11-29',1,0,160,1.79593638220002937318e+09);
INSERT INTO "cost" VALUES(2,'account-1','wanx-v1',2,'7dfbf362-31d3-45e1-94e2-b3cbaa8282e9','2026-11-29',4,0,640,1.79593638313272619243e+09);
INSERT INTO "cost" VALUES(3,'account-2','wanx-v1',3,'f811df31-b779-49ff-b2b1-3a0520e9b36b','2026-11-29',1,0,160,1.79593638456997275348e+09);
INSERT INTO "cost" VALUES(4,'account-0','wanx-v1',6,'855b297a-7ea8-4395-b605-d4fddf9af7e4','2026-11-29',1,0,160,1.79593638680807638169e+09);
INSERT INTO "cost" VALUES(5,'account-0','wanx-v1',7,'2433a459-2306-4315-bad0-b0783f544313','2026-11-29',1,0,160,1.79593638735271668438e+09);
INSERT INTO "cost" VALUES(6,'account-1','wanx-v1',8,'b88a4099-a614-432c-bb43-e29e1229a30a','2026-11-29',1,0,160,1.79593639307730865476e+09);
INSERT INTO "cost" VALUES(7,'account-1','wanx-v1',9,'ea7076a4-e42a-4849-9280-71f859f39d21','2026-11-29',1,0,160,1.79593639367255878446e+09);
INSERT INTO "cost" VALUES(8,'account-4','wanx-v1',13,'4c8e6f32-cdd4-4bc0-893e-fcea096c9ca7','2026-11-29',1,0,160,1.795936394737455368e+09);
CREATE TABLE doomed (
    key TEXT PRIMARY KEY,
    at DOUBLE PRECISION NOT NULL
);
CREATE TABLE duration (
    model TEXT PRIMARY KEY,
    samples BIGINT NOT NULL,
    mean_s DOUBLE PRECISION NOT NULL,
    deviation_s DOUBLE PRECISION NOT NULL
);
INSERT INTO "duration" VALUES('wanx-v1',8,5.93749582767486572265e-02,8.69128253488313760877e-03);
CREATE TABLE forgetting (
    person_id BIGINT PRIMARY KEY,
    up_to_job BIGINT NOT NULL,                 -- jobs asked for afterwards are not meant
    unlink_at DOUBLE PRECISION NOT NULL
);
CREATE TABLE image (
    key TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    mime TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes BIGINT NOT NULL,
    created_at DOUBLE PRECISION NOT NULL
);
INSERT INTO "image" VALUES('images/6a6ec0c0df28bd7adca15f36a1237ee3015d7108.jpg','6a6ec0c0df28bd7adca15f36a1237ee3015d7108','image/jpeg',640,480,13391,1.7959363949678277969e+09);
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    platform TEXT NOT NULL,
    event_id TEXT NOT NULL,
    lane TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,                       -- saved, fetched, handled, set_aside
    received_at DOUBLE PRECISION NOT NULL,
    due_at DOUBLE PRECISION NOT NULL,          -- not to be touched before (a lease, a pause between tries)
    attempts INTEGER NOT NULL DEFAULT 0,
    fetched TEXT NOT NULL DEFAULT '[]',
    problem TEXT NOT NULL DEFAULT '',
    done_at DOUBLE PRECISION, person_id BIGINT NOT NULL DEFAULT 0,
    UNIQUE (platform, event_id)
);
INSERT INTO "inbox" VALUES(1,'web','mc4c86d2a26018ec53bc3','~ff535e41436d552b5b8e','{"kind": "message", "id": "mc4c86d2a26018ec53bc3", "room": "~ff535e41436d552b5b8e", "direct": true, "at": 1795936381.4919677, "person": {"id": "ff535e41436d552b5b8e", "name": "", "language": "zh"}, "text": "/imagine a harbour", "images": [], "quote": null}','handled',1.79593638150468969342e+09,1.79593644151422405239e+09,1,'[]','',1.79593638152493953702e+09,1);
INSERT INTO "inbox" VALUES(2,'scripted','in-1','ann','{"text": "/imagine a boat --n 4", "images": [], "quote": null, "user": "ann", "chat": "ann", "language": "en", "admin": false, "direct": true}','handled',1.79593638245220494267e+09,1.79593644247395300863e+09,1,'[]','',1.79593638247885227206e+09,2);
INSERT INTO "inbox" VALUES(3,'scripted','in-3','li','{"text": "/\u753b \u96ea\u5c71\u4e0b\u7684\u6e56 --\u98ce\u683c \u6c34\u5f69", "images": [], "quote": null, "user": "li", "chat": "li", "language": "zh", "admin": false, "direct": true}','handled',1.79593638379744482036e+09,1.79593644384943532943e+09,1,'[]','',1.79593638387329959868e+09,3);
INSERT INTO "inbox" VALUES(4,'scripted','in-5','ann','{"text": "/star 2", "images": [], "quote": null, "user": "ann", "chat": "ann", "language": "en", "admin": false, "direct": true}','handled',1.79593638477394437792e+09,1.79593644479247236244e+09,1,'[]','',1.79593638480635428428e+09,2);
INSERT INTO "inbox" VALUES(5,'scripted','in-6','ann','{"text": "/mod add dusk warm light, long shadows", "images": [], "quote": null, "user": "ann", "chat": "ann", "language": "en", "admin": false, "direct": true}','handled',1.79593638480621647837e+09,1.79593644483136725422e+09,1,'[]','',1.79593638485428285598e+09,2);
INSERT INTO "inbox" VALUES(6,'scripted','in-7','ann','{"text": "/settings style watercolor", "images": [], "quote": null, "user": "ann", "chat": "ann", "language": "en", "admin": false, "direct": true}','handled',1.79593638483147978782e+09,1.79593644486942338941e+09,1,'[]','',1.79593638488218736645e+09,2);
INSERT INTO "inbox" VALUES(7,'scripted','in-9','ann','{"text": "/imagine refused", "images": [], "quote": null, "user": "ann", "chat": "ann", "language": "en", "admin": false, "direct": true}','handled',1.79593638486652135847e+09,1.79593644490856242179e+09,1,'[]','',1.79593638494822692873e+09,2);
INSERT INTO "inbox" VALUES(8,'scripted','in-13','bob','{"text": "/imagine unwanted", "images": [], "quote": null, "user": "bob", "chat": "bob", "language": "en", "admin": false, "direct": true}','handled',1.7959363857324995994e+09,1.79593644573429894444e+09,1,'[]','',1.79593638573567891117e+09,8);
INSERT INTO "inbox" VALUES(9,'scripted','in-15','bob','{"text": "/cancel 5", "images": [], "quote": null, "user": "bob", "chat": "bob", "language": "en", "admin": false, "direct": true}','handled',1.79593638576259779929e+09,1.79593644576633620262e+09,1,'[]','',1.7959363857693645954e+09,8);
INSERT INTO "inbox" VALUES(10,'scripted','in-16','ann','{"text": "/gallery", "images": [], "quote": null, "user": "ann", "chat": "ann", "language": "en", "admin": false, "direct": true}','handled',1.79593638580971813201e+09,1.79593644584919595718e+09,1,'[]','',1.79593638588349628452e+09,2);
INSERT INTO "inbox" VALUES(11,'scripted','in-18','group','{"text": "/session start autumn in the city --rounds 1 --per-round 2 --ideas 2h --vote 2h", "images": [], "quote": null, "user": "ann", "chat": "group", "language": "en", "admin": false, "direct": false}','handled',1.79593638585346961024e+09,1.79593644587916779521e+09,1,'[]','',1.79593638589864683149e+09,2);
INSERT INTO "inbox" VALUES(12,'scripted','in-19','group','{"text": "/idea a fox \ud83e\udd8a", "images": [], "quote": null, "user": "ann", "chat": "group", "language": "en", "admin": false, "direct": false}','handled',1.79593638589859104157e+09,1.79593644594290876388e+09,1,'[]','',1.79593638603980898854e+09,2);
INSERT INTO "inbox" VALUES(13,'scripted','in-20','group','{"text": "/idea a bear", "images": [], "quote": null, "user": "bob", "chat": "group", "language": "en", "admin": false, "direct": false}','handled',1.79593638598229908944e+09,1.79593644606041979785e+09,1,'[]','',1.79593638607897973058e+09,8);
INSERT INTO "inbox" VALUES(14,'scripted','in-23','group','{"text": "/session paint", "images": [], "quote": null, "user": "ann", "chat": "group", "language": "en", "admin": false, "direct": false}','handled',1795936386.09593,1795936446.16505,1,'[]','',1.79593638616885304453e+09,2);
INSERT INTO "inbox" VALUES(15,'scripted','in-24','group','{"text": "/session close", "images": [], "quote": null, "user": "ann", "chat": "group", "language": "en", "admin": false, "direct": false}','handled',1.7959363875336966515e+09,1.79593644753506398196e+09,1,'[]','',1.79593638753692436214e+09,2);
INSERT INTO "inbox" VALUES(16,'scripted','in-27','group','{"text": "/session start winter --rounds 2 --per-round 2 --ideas 2h --vote 24h", "images": [], "quote": null, "user": "ann", "chat": "group", "language": "en", "admin": false, "direct": false}','handled',1.79593639230282425874e+09,1.7959364523142373562e+09,1,'[]','',1.79593639232661533358e+09,2);
INSERT INTO "inbox" VALUES(17,'scripted','in-28','group','{"text": "/idea snow", "images": [], "quote": null, "user": "ann", "chat": "group", "language": "en", "admin": false, "direct": false}','handled',1.79593639231688594819e+09,1.79593645235102844235e+09,1,'[]','',1.79593639238239502911e+09,2);
INSERT INTO "inbox" VALUES(18,'scripted','in-29','group','{"text": "/idea ice", "images": [], "quote": null, "user": "bob", "chat": "group", "language": "en", "admin": false, "direct": false}','handled',1.7959363923509788513e+09,1.795936452428622961e+09,1,'[]','',1.79593639243859863282e+09,8);
INSERT INTO "inbox" VALUES(19,'scripted','in-31','group','{"text": "/session paint", "images": [], "quote": null, "user": "ann", "chat": "group", "language": "en", "admin": false, "direct": false}','handled',1.79593639244646096232e+09,1.79593645244970679286e+09,1,'[]','',1.79593639247117280955e+09,2);
INSERT INTO "inbox" VALUES(20,'scripted','in-32','group','{"action": "vote:2:1:2", "under": "card", "user": "ann", "chat": "group", "language": "en", "admin": false, "direct": false}','handled',1795936393.89851,1.79593645390191793444e+09,1,'[]','',1.79593639391179156301e+09,2);
INSERT INTO "inbox" VALUES(21,'scripted','in-33','cat','{"text": "/imagine doubtful", "images": [], "quote": null, "user": "cat", "chat": "cat", "language": "en", "admin": false, "direct": true}','handled',1.79593639391922402378e+09,1.7959364539218008518e+09,1,'[]','',1.79593639392340779299e+09,21);
INSERT INTO "inbox" VALUES(22,'scripted','in-35','ann','{"text": "/imagine still painting", "images": [], "quote": null, "user": "ann", "chat": "ann", "language": "en", "admin": false, "direct": true}','handled',1.79593639400944209095e+09,1.79593645401763629915e+09,1,'[]','',1.79593639403507876394e+09,2);
INSERT INTO "inbox" VALUES(23,'scripted','in-37','dan','{"text": "/imagine lost", "images": [], "quote": null, "user": "dan", "chat": "dan", "language": "en", "admin": false, "direct": true}','handled',1.79593639412713789935e+09,1.79593645412838959695e+09,1,'[]','',1.79593639412992644305e+09,23);
INSERT INTO "inbox" VALUES(24,'scripted','in-39','eve','{"text": "/imagine being fetched", "images": [], "quote": null, "user": "eve", "chat": "eve", "language": "en", "admin": false, "direct": true}','handled',1.79593639415425086018e+09,1.79593645415525507923e+09,1,'[]','',1.79593639415678548807e+09,24);
INSERT INTO "inbox" VALUES(25,'scripted','in-41','fay','{"text": "/imagine on its way", "images": [], "quote": null, "user": "fay", "chat": "fay", "language": "en", "admin": false, "direct": true}','handled',1.79593639477642035484e+09,1.79593645478192877771e+09,1,'[]','',1.79593639479183721542e+09,25);
INSERT INTO "inbox" VALUES(26,'scripted','in-44','gil','{"text": "/restyle anime", "images": ["image-43"], "quote": null, "user": "gil", "chat": "gil", "language": "en", "admin": false, "direct": true}','handled',1.79593639482844567301e+09,1.79593645497070407866e+09,1,'{"origin": "attached", "key": "images/6a6ec0c0df28bd7adca15f36a1237ee3015d7108.jpg", "width": 640, "height": 480, "problem": "", "arguments": {}}','',1795936394.9735,26);
INSERT INTO "inbox" VALUES(27,'scripted','in-46','hal','{"text": "/imagine patient", "images": [], "quote": null, "user": "hal", "chat": "hal", "language": "en", "admin": false, "direct": true}','handled',1795936395.03734,1.79593645504665040974e+09,1,'[]','',1.79593639505025696751e+09,27);
INSERT INTO "inbox" VALUES(28,'scripted','in-49','ida','{"text": "/restyle watercolor", "images": ["image-48"], "quote": null, "user": "ida", "chat": "ida", "language": "en", "admin": false, "direct": true}','saved',1.79593639507521939278e+09,1.79593645508346557619e+09,1,'[]','',NULL,0);
CREATE TABLE job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    payer_id BIGINT NOT NULL REFERENCES payer (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    pool_id BIGINT NOT NULL REFERENCES pool (id),
    lane_id BIGINT NOT NULL REFERENCES lane (id),
    reply_to TEXT NOT NULL DEFAULT '',         -- the platform's id of the message that asked
    language TEXT NOT NULL,
    request TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'imagine',      -- the command it came from
    model TEXT NOT NULL,
    n INTEGER NOT NULL,
    price_li BIGINT NOT NULL,                  -- of one picture, when it was accepted
    state TEXT NOT NULL,
    prepared INTEGER NOT NULL,                 -- the reference (if any) has been uploaded
    reference_url TEXT NOT NULL DEFAULT '',
    reference_until DOUBLE PRECISION NOT NULL DEFAULT 0,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    start_tag DOUBLE PRECISION NOT NULL DEFAULT 0,
    fence BIGINT NOT NULL DEFAULT 0,
    owner TEXT NOT NULL DEFAULT '',
    due_at DOUBLE PRECISION NOT NULL,          -- when a worker should look at it (again); doubles as the lease
    send_by DOUBLE PRECISION NOT NULL DEFAULT 0,
    submitted_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    task_id TEXT NOT NULL DEFAULT '',
    task_state TEXT NOT NULL DEFAULT '',       -- the upstream's own word: PENDING, RUNNING
    task_started_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    polls INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,          -- of the current step
    submissions INTEGER NOT NULL DEFAULT 0,    -- intents so far; names the one an answer belongs to
    retasked INTEGER NOT NULL DEFAULT 0,       -- has had the one new task that a failed one may have
    results TEXT NOT NULL DEFAULT '[]',
    error TEXT NOT NULL DEFAULT '',            -- text id of what the person is told
    error_code TEXT NOT NULL DEFAULT '',       -- what the upstream said, for the operator
    created_at DOUBLE PRECISION NOT NULL,
    ended_at DOUBLE PRECISION
);
INSERT INTO "job" VALUES(1,1,1,1,1,2,'mc4c86d2a26018ec53bc3','zh','{"model": "wanx-v1", "prompt": "a harbour", "n": 1, "size": "1024*1024", "seed": 1541105926, "negative_prompt": "", "style": "auto", "reference": null}','imagine','wanx-v1',1,160,'done',1,'',0.0,0,0.0,7,'',1.0e+17,1.79593638661361980433e+09,1.79593638161361980436e+09,'0148c546-e62b-4240-99c2-14812a99941e','PENDING',1.79593638166322875021e+09,0,0,1,0,'[{"index": 0, "url": "http://127.0.0.1:33069/results/0148c546-e62b-4240-99c2-14812a99941e/0.png?Expires=1796022781&OSSAccessKeyId=LTAI5tShenbiStudioResult&Signature=OozxMXOMgF7C4yF%2Fk3p%2BtphvV9c%3D"}]','','',1.79593638152493953702e+09,1.79593638239780139923e+09);
INSERT INTO "job" VALUES(2,2,2,2,10,4,'in-1','en','{"model": "wanx-v1", "prompt": "a boat", "n": 4, "size": "1024*1024", "seed": 52610786, "negative_prompt": "", "style": "auto", "reference": null}','imagine','wanx-v1',4,160,'done',1,'',0.0,0,0.0,7,'',1.0e+17,1.79593638753934788706e+09,1.795936382539347887e+09,'7dfbf362-31d3-45e1-94e2-b3cbaa8282e9','PENDING',1.79593638262259602551e+09,0,0,1,0,'[{"index": 0, "url": "http://127.0.0.1:33069/results/7dfbf362-31d3-45e1-94e2-b3cbaa8282e9/0.png?Expires=1796022782&OSSAccessKeyId=LTAI5tShenbiStudioResult&Signature=yrz77fhWeppJTd4laiWre0uJUbM%3D"}, {"index": 1, "url": "http://127.0.0.1:33069/results/7dfbf362-31d3-45e1-94e2-b3cbaa8282e9/1.png?Expires=1796022782&OSSAccessKeyId=LTAI5tShenbiStudioResult&Signature=AaUi%2FVW5G2G2nTNXly9ByJFgel4%3D"}, {"index": 2, "url": "http://127.0.0.1:33069/results/7dfbf362-31d3-45e1-94e2-b3cbaa8282e9/2.png?Expires=1796022782&OSSAccessKeyId=LTAI5tShenbiStudioResult&Signature=lg9vmFG7WOSO%2Fyle8kPWBiD4BCo%3D"}, {"index": 3, "url": "http://127.0.0.1:33069/results/7dfbf362-31d3-45e1-94e2-b3cbaa8282e9/3.png?Expires=1796022782&OSSAccessKeyId=LTAI5tShenbiStudioResult&Signature=f1JDY%2FnQztgcDJUFYI9PmUNVl3U%3D"}]','','',1.79593638247885227206e+09,1.79593638369628190998e+09);
INSERT INTO "job" VALUES(3,3,3,3,19,6,'in-3','zh','{"model": "wanx-v1", "prompt": "雪山下的湖", "n": 1, "size": "1024*1024", "seed": 206077955, "negative_prompt": "", "style": "watercolor", "reference": null}','imagine','wanx-v1',1,160,'done',1,'',0.0,0,0.0,7,'',1.0e+17,1.79593638891358542441e+09,1.79593638391358542444e+09,'f811df31-b779-49ff-b2b1-3a0520e9b36b','PENDING',1.79593638401099729533e+09,0,0,1,0,'[{"index": 0, "url": "http://127.0.0.1:33069/results/f811df31-b779-49ff-b2b1-3a0520e9b36b/0.png?Expires=1796022784&OSSAccessKeyId=LTAI5tShenbiStudioResult&Signature=9Z4wSYHRhP6B1jsySBzbhiL3ehI%3D"}]','','',1.79593638387329959868e+09,1.79593638471948218349e+09);
INSERT INTO "job" VALUES(4,2,2,2,28,8,'in-9','en','{"model": "wanx-v1", "prompt": "refused", "n": 1, "size": "1024*1024", "seed": 545887059, "negative_prompt": "", "style": "watercolor", "reference": null}','imagine','wanx-v1',1,160,'failed',1,'',0.0,0,0.0,5,'',1.0e+17,1.79593639000313019752e+09,1.79593638500313019755e+09,'54628c4b-cb30-4acf-804c-87a969436001','PENDING',1.79593638503857064249e+09,0,0,1,0,'[]','upstream-moderation-input','DataInspectionFailed',1.79593638494822692873e+09,1.7959363855583255291e+09);
INSERT INTO "job" VALUES(5,8,8,8,73,9,'in-13','en','{"model": "wanx-v1", "prompt": "unwanted", "n": 1, "size": "1024*1024", "seed": 1464583478, "negative_prompt": "", "style": "auto", "reference": null}','imagine','wanx-v1',1,160,'cancelled',1,'',0.0,0,0.0,1,'',1.0e+17,0.0,0.0,'','',0.0,0,0,0,0,'[]','','',1.79593638573567891117e+09,1.7959363857693645954e+09);
INSERT INTO "job" VALUES(6,12,2,11,1,10,'','en','{"model": "wanx-v1", "prompt": "autumn in the city，a fox 🦊", "n": 1, "size": "1024*1024", "seed": 1902872159, "negative_prompt": "", "style": "auto", "reference": null}','session','wanx-v1',1,160,'done',1,'',0.0,0,0.0,6,'',1.0e+17,1.7959363911834964752e+09,1.79593638618349647523e+09,'855b297a-7ea8-4395-b605-d4fddf9af7e4','PENDING',1.79593638629221487041e+09,0,0,1,0,'[{"index": 0, "url": "http://127.0.0.1:33069/results/855b297a-7ea8-4395-b605-d4fddf9af7e4/0.png?Expires=1796022786&OSSAccessKeyId=LTAI5tShenbiStudioResult&Signature=I804knfhr%2FXzzu2JBYSal1x50f8%3D"}]','','',1.79593638616885304453e+09,1.79593638691638398168e+09);
INSERT INTO "job" VALUES(7,12,8,11,1,10,'','en','{"model": "wanx-v1", "prompt": "autumn in the city, a bear", "n": 1, "size": "1024*1024", "seed": 1902873168, "negative_prompt": "", "style": "auto", "reference": null}','session','wanx-v1',1,160,'done',1,'',0.0,0,1.0,6,'',1.0e+17,1.79593639179367828371e+09,1.79593638679367828374e+09,'2433a459-2306-4315-bad0-b0783f544313','PENDING',1.79593638681250667571e+09,0,0,1,0,'[{"index": 0, "url": "http://127.0.0.1:33069/results/2433a459-2306-4315-bad0-b0783f544313/0.png?Expires=1796022786&OSSAccessKeyId=LTAI5tShenbiStudioResult&Signature=t%2FdzmEQy3QtSOOSbRezkQrjF8yA%3D"}]','','',1.79593638616885304453e+09,1.79593638739394307135e+09);
INSERT INTO "job" VALUES(8,18,2,11,10,14,'','en','{"model": "wanx-v1", "prompt": "winter, snow", "n": 1, "size": "1024*1024", "seed": 61312700, "negative_prompt": "", "style": "auto", "reference": null}','session','wanx-v1',1,160,'done',1,'',0.0,0,0.0,7,'',1.0e+17,1.79593639748341155049e+09,1.79593639248341155052e+09,'b88a4099-a614-432c-bb43-e29e1229a30a','PENDING',1.79593639255509543418e+09,0,0,1,0,'[{"index": 0, "url": "http://127.0.0.1:33069/results/b88a4099-a614-432c-bb43-e29e1229a30a/0.png?Expires=1796022792&OSSAccessKeyId=LTAI5tShenbiStudioResult&Signature=amLSCWDqT39Uq8ztP5UGHzqHYA8%3D"}]','','',1.79593639247117280955e+09,1.79593639324740171432e+09);
INSERT INTO "job" VALUES(9,18,8,11,10,14,'','en','{"model": "wanx-v1", "prompt": "winter, ice", "n": 1, "size": "1024*1024", "seed": 61313709, "negative_prompt": "", "style": "auto", "reference": null}','session','wanx-v1',1,160,'done',1,'',0.0,0,1.0,7,'',1.0e+17,1.79593639810549950599e+09,1.79593639310549950602e+09,'ea7076a4-e42a-4849-9280-71f859f39d21','PENDING',1.79593639314551043514e+09,0,0,1,0,'[{"index": 0, "url": "http://127.0.0.1:33069/results/ea7076a4-e42a-4849-9280-71f859f39d21/0.png?Expires=1796022793&OSSAccessKeyId=LTAI5tShenbiStudioResult&Signature=vFGP0oLakKK2JnvJUmEtBHKjEyw%3D"}]','','',1.79593639247117280955e+09,1.79593639369375395777e+09);
INSERT INTO "job" VALUES(10,23,21,21,100,16,'in-33','en','{"model": "wanx-v1", "prompt": "doubtful", "n": 1, "size": "1024*1024", "seed": 1640307296, "negative_prompt": "", "style": "auto", "reference": null}','imagine','wanx-v1',1,160,'held',1,'',0.0,0,0.0,3,'',1.0e+17,1.79593639893423438072e+09,1.79593639393423438067e+09,'cadc60c4-55b5-4e68-834e-71830b4dc1a4','PENDING',1.79593639397075343138e+09,0,0,1,0,'[]','','',1.79593639392340779299e+09,NULL);
INSERT INTO "job" VALUES(11,2,2,2,19,3,'in-35','en','{"model": "wanx-v1", "prompt": "still painting", "n": 1, "size": "1024*1024", "seed": 2145395550, "negative_prompt": "", "style": "watercolor", "reference": null}','imagine','wanx-v1',1,160,'running',1,'',0.0,0,0.0,4,'',1.7959363951599154472e+09,1.79593639904102206229e+09,1.79593639404102206232e+09,'dc9206c2-c8da-417c-905b-58f54a68f9f5','RUNNING',1.79593639410104298588e+09,1,0,1,0,'[]','','',1.79593639403507876394e+09,NULL);
INSERT INTO "job" VALUES(12,25,23,23,28,19,'in-37','en','{"model": "wanx-v1", "prompt": "lost", "n": 1, "size": "1024*1024", "seed": 396627782, "negative_prompt": "", "style": "auto", "reference": null}','imagine','wanx-v1',1,160,'unknown',1,'',0.0,0,0.0,3,'',1.7959364341357185841e+09,1.79593639913571858409e+09,1.79593639413571858403e+09,'','',0.0,0,0,1,0,'[]','','',1.79593639412992644305e+09,NULL);
INSERT INTO "job" VALUES(13,26,24,24,37,21,'in-39','en','{"model": "wanx-v1", "prompt": "being fetched", "n": 1, "size": "1024*1024", "seed": 1879318335, "negative_prompt": "", "style": "auto", "reference": null}','imagine','wanx-v1',1,160,'collecting',1,'',0.0,0,0.0,6,'vm-20812-db4e2d',1.7959365447501158714e+09,1.79593639916596484185e+09,1.79593639416596484188e+09,'4c8e6f32-cdd4-4bc0-893e-fcea096c9ca7','PENDING',1.79593639417603492735e+09,0,0,1,0,'[{"index": 0, "url": "http://127.0.0.1:33069/results/4c8e6f32-cdd4-4bc0-893e-fcea096c9ca7/0.png?Expires=1796022794&OSSAccessKeyId=LTAI5tShenbiStudioResult&Signature=Eo4kc4M47Z6f81QSK%2B8Ij4j21LM%3D"}]','','',1.79593639415678548807e+09,NULL);
INSERT INTO "job" VALUES(14,27,25,25,46,23,'in-41','en','{"model": "wanx-v1", "prompt": "on its way", "n": 1, "size": "1024*1024", "seed": 1511346047, "negative_prompt": "", "style": "auto", "reference": null}','imagine','wanx-v1',1,160,'submitting',1,'',0.0,0,0.0,2,'vm-20812-db4e2d',1.7959364348014948368e+09,1.7959363998014948368e+09,1.79593639480149483683e+09,'','',0.0,0,0,1,0,'[]','','',1.79593639479183721542e+09,NULL);
INSERT INTO "job" VALUES(15,28,26,26,37,24,'in-44','en','{"model": "wanx-v1", "prompt": "the same picture as a anime", "n": 1, "size": "1024*1024", "seed": 844823123, "negative_prompt": "", "style": "anime", "reference": {"image": "images/6a6ec0c0df28bd7adca15f36a1237ee3015d7108.jpg", "mode": "repaint", "strength": 0.6}}','restyle','wanx-v1',1,160,'preparing',0,'',0.0,0,0.0,1,'vm-20812-db4e2d',1.7959365449989666939e+09,0.0,0.0,'','',0.0,0,0,0,0,'[]','','',1795936394.9735,NULL);
INSERT INTO "job" VALUES(16,29,27,27,46,25,'in-46','en','{"model": "wanx-v1", "prompt": "patient", "n": 1, "size": "1024*1024", "seed": 1554620755, "negative_prompt": "", "style": "auto", "reference": null}','imagine','wanx-v1',1,160,'queued',1,'',0.0,0,0.0,0,'',1.79593639505025696751e+09,0.0,0.0,'','',0.0,0,0,0,0,'[]','','',1.79593639505025696751e+09,NULL);
CREATE TABLE job_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id BIGINT NOT NULL REFERENCES job (id),
    at DOUBLE PRECISION NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    details TEXT NOT NULL DEFAULT ''
);
INSERT INTO "job_event" VALUES(1,1,1.79593638152493953702e+09,'','queued','imagine');
INSERT INTO "job_event" VALUES(2,1,1.79593638161361980436e+09,'queued','submitting','');
INSERT INTO "job_event" VALUES(3,1,1.79593638166322875021e+09,'submitting','running','0148c546-e62b-4240-99c2-14812a99941e');
INSERT INTO "job_event" VALUES(4,1,1.79593638220002937318e+09,'running','collecting','1 of 1 painted');
INSERT INTO "job_event" VALUES(5,1,1.79593638239780139923e+09,'collecting','done','1 kept');
INSERT INTO "job_event" VALUES(6,2,1.79593638247885227206e+09,'','queued','imagine');
INSERT INTO "job_event" VALUES(7,2,1.795936382539347887e+09,'queued','submitting','');
INSERT INTO "job_event" VALUES(8,2,1.79593638262259602551e+09,'submitting','running','7dfbf362-31d3-45e1-94e2-b3cbaa8282e9');
INSERT INTO "job_event" VALUES(9,2,1.79593638313272619243e+09,'running','collecting','4 of 4 painted');
INSERT INTO "job_event" VALUES(10,2,1.79593638369628190998e+09,'collecting','done','4 kept');
INSERT INTO "job_event" VALUES(11,3,1.79593638387329959868e+09,'','queued','imagine');
INSERT INTO "job_event" VALUES(12,3,1.79593638391358542444e+09,'queued','submitting','');
INSERT INTO "job_event" VALUES(13,3,1.79593638401099729533e+09,'submitting','running','f811df31-b779-49ff-b2b1-3a0520e9b36b');
INSERT INTO "job_event" VALUES(14,3,1.79593638456997275348e+09,'running','collecting','1 of 1 painted');
INSERT INTO "job_event" VALUES(15,3,1.79593638471948218349e+09,'collecting','done','1 kept');
INSERT INTO "job_event" VALUES(16,4,1.79593638494822692873e+09,'','queued','imagine');
INSERT INTO "job_event" VALUES(17,4,1.79593638500313019755e+09,'queued','submitting','');
INSERT INTO "job_event" VALUES(18,4,1.79593638503857064249e+09,'submitting','running','54628c4b-cb30-4acf-804c-87a969436001');
INSERT INTO "job_event" VALUES(19,4,1.7959363855583255291e+09,'running','failed','DataInspectionFailed');
INSERT INTO "job_event" VALUES(20,5,1.79593638573567891117e+09,'','queued','imagine');
INSERT INTO "job_event" VALUES(21,5,1.7959363857693645954e+09,'queued','cancelled','by its person');
INSERT INTO "job_event" VALUES(22,6,1.79593638616885304453e+09,'','queued','session');
INSERT INTO "job_event" VALUES(23,7,1.79593638616885304453e+09,'','queued','session');
INSERT INTO "job_event" VALUES(24,6,1.79593638618349647523e+09,'queued','submitting','');
INSERT INTO "job_event" VALUES(25,6,1.79593638629221487041e+09,'submitting','running','855b297a-7ea8-4395-b605-d4fddf9af7e4');
INSERT INTO "job_event" VALUES(26,7,1.79593638679367828374e+09,'queued','submitting','');
INSERT INTO "job_event" VALUES(27,6,1.79593638680807638169e+09,'running','collecting','1 of 1 painted');
INSERT INTO "job_event" VALUES(28,7,1.79593638681250667571e+09,'submitting','running','2433a459-2306-4315-bad0-b0783f544313');
INSERT INTO "job_event" VALUES(29,6,1.79593638691638398168e+09,'collecting','done','1 kept');
INSERT INTO "job_event" VALUES(30,7,1.79593638735271668438e+09,'running','collecting','1 of 1 painted');
INSERT INTO "job_event" VALUES(31,7,1.79593638739394307135e+09,'collecting','done','1 kept');
INSERT INTO "job_event" VALUES(32,8,1.79593639247117280955e+09,'','queued','session');
INSERT INTO "job_event" VALUES(33,9,1.79593639247117280955e+09,'','queued','session');
INSERT INTO "job_event" VALUES(34,8,1.79593639248341155052e+09,'queued','submitting','');
INSERT INTO "job_event" VALUES(35,8,1.79593639255509543418e+09,'submitting','running','b88a4099-a614-432c-bb43-e29e1229a30a');
INSERT INTO "job_event" VALUES(36,8,1.79593639307730865476e+09,'running','collecting','1 of 1 painted');
INSERT INTO "job_event" VALUES(37,9,1.79593639310549950602e+09,'queued','submitting','');
INSERT INTO "job_event" VALUES(38,9,1.79593639314551043514e+09,'submitting','running','ea7076a4-e42a-4849-9280-71f859f39d21');
INSERT INTO "job_event" VALUES(39,8,1.79593639324740171432e+09,'collecting','done','1 kept');
INSERT INTO "job_event" VALUES(40,9,1.79593639367255878446e+09,'running','collecting','1 of 1 painted');
INSERT INTO "job_event" VALUES(41,9,1.79593639369375395777e+09,'collecting','done','1 kept');
INSERT INTO "job_event" VALUES(42,10,1.79593639392340779299e+09,'','queued','imagine');
INSERT INTO "job_event" VALUES(43,10,1.79593639393423438067e+09,'queued','submitting','');
INSERT INTO "job_event" VALUES(44,10,1.79593639397075343138e+09,'submitting','running','cadc60c4-55b5-4e68-834e-71830b4dc1a4');
INSERT INTO "job_event" VALUES(45,10,1.79593639399783778186e+09,'running','held','in doubt');
INSERT INTO "job_event" VALUES(46,11,1.79593639403507876394e+09,'','queued','imagine');
INSERT INTO "job_event" VALUES(47,11,1.79593639404102206232e+09,'queued','submitting','');
INSERT INTO "job_event" VALUES(48,11,1.79593639410104298588e+09,'submitting','running','dc9206c2-c8da-417c-905b-58f54a68f9f5');
INSERT INTO "job_event" VALUES(49,12,1.79593639412992644305e+09,'','queued','imagine');
INSERT INTO "job_event" VALUES(50,12,1.79593639413571858403e+09,'queued','submitting','');
INSERT INTO "job_event" VALUES(51,12,1.79593639414588880534e+09,'submitting','unknown','answer lost: ServerDisconnectedError');
INSERT INTO "job_event" VALUES(52,13,1.79593639415678548807e+09,'','queued','imagine');
INSERT INTO "job_event" VALUES(53,13,1.79593639416596484188e+09,'queued','submitting','');
INSERT INTO "job_event" VALUES(54,13,1.79593639417603492735e+09,'submitting','running','4c8e6f32-cdd4-4bc0-893e-fcea096c9ca7');
INSERT INTO "job_event" VALUES(55,11,1.79593639465738034253e+09,'running','running','RUNNING');
INSERT INTO "job_event" VALUES(56,13,1.795936394737455368e+09,'running','collecting','1 of 1 painted');
INSERT INTO "job_event" VALUES(57,14,1.79593639479183721542e+09,'','queued','imagine');
INSERT INTO "job_event" VALUES(58,14,1.79593639480149483683e+09,'queued','submitting','');
INSERT INTO "job_event" VALUES(59,15,1795936394.9735,'','queued','restyle');
INSERT INTO "job_event" VALUES(60,15,1.79593639499896669383e+09,'queued','preparing','');
INSERT INTO "job_event" VALUES(61,16,1.79593639505025696751e+09,'','queued','imagine');
CREATE TABLE lane (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pool_id BIGINT NOT NULL REFERENCES pool (id),
    payer_id BIGINT NOT NULL REFERENCES payer (id),
    weight DOUBLE PRECISION NOT NULL DEFAULT 1,
    finish_tag DOUBLE PRECISION NOT NULL DEFAULT 0,
    start_tag DOUBLE PRECISION NOT NULL DEFAULT 0,  -- of the head job
    head_id BIGINT,                            -- the job that is next in this lane, if one can go
    ready INTEGER NOT NULL DEFAULT 0,          -- has a head and is under its running limit
    UNIQUE (pool_id, payer_id)
);
INSERT INTO "lane" VALUES(1,10,1,1.0,0.0,0.0,NULL,0);
INSERT INTO "lane" VALUES(2,1,1,1.0,1.0,1.0,NULL,0);
INSERT INTO "lane" VALUES(3,19,2,1.0,1.0,1.0,NULL,0);
INSERT INTO "lane" VALUES(4,10,2,1.0,4.0,4.0,NULL,0);
INSERT INTO "lane" VALUES(5,28,3,1.0,0.0,0.0,NULL,0);
INSERT INTO "lane" VALUES(6,19,3,1.0,1.0,1.0,NULL,0);
INSERT INTO "lane" VALUES(8,28,2,1.0,1.0,1.0,NULL,0);
INSERT INTO "lane" VALUES(9,73,8,1.0,0.0,0.0,NULL,0);
INSERT INTO "lane" VALUES(10,1,12,1.0,2.0,2.0,NULL,0);
INSERT INTO "lane" VALUES(12,55,18,1.0,0.0,0.0,NULL,0);
INSERT INTO "lane" VALUES(14,10,18,1.0,2.0,2.0,NULL,0);
INSERT INTO "lane" VALUES(16,100,23,1.0,1.0,1.0,NULL,0);
INSERT INTO "lane" VALUES(18,10,25,1.0,0.0,1.0,NULL,0);
INSERT INTO "lane" VALUES(19,28,25,1.0,1.0,1.0,NULL,0);
INSERT INTO "lane" VALUES(20,19,26,1.0,0.0,0.0,NULL,0);
INSERT INTO "lane" VALUES(21,37,26,1.0,1.0,1.0,NULL,0);
INSERT INTO "lane" VALUES(22,28,27,1.0,0.0,0.0,NULL,0);
INSERT INTO "lane" VALUES(23,46,27,1.0,1.0,1.0,NULL,0);
INSERT INTO "lane" VALUES(24,37,28,1.0,0.0,0.0,NULL,0);
INSERT INTO "lane" VALUES(25,46,29,1.0,0.0,0.0,16,1);
CREATE TABLE migration (
    namespace TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (namespace, number)
);
INSERT INTO "migration" VALUES('',1,'first');
INSERT INTO "migration" VALUES('',2,'people');
INSERT INTO "migration" VALUES('',3,'sessions');
INSERT INTO "migration" VALUES('',4,'tasks');
INSERT INTO "migration" VALUES('',5,'gone_posts');
INSERT INTO "migration" VALUES('',6,'clearing');
INSERT INTO "migration" VALUES('',7,'private');
INSERT INTO "migration" VALUES('',8,'paper');
INSERT INTO "migration" VALUES('',9,'turns');
INSERT INTO "migration" VALUES('web',1,'rooms');
INSERT INTO "migration" VALUES('web',2,'presence');
INSERT INTO "migration" VALUES('web',3,'uploads');
CREATE TABLE modifier (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    scope TEXT NOT NULL,                       -- person, conversation
    owner_id BIGINT NOT NULL,                  -- of a person or a conversation
    word TEXT NOT NULL,                        -- as it was written
    folded TEXT NOT NULL,                      -- as it is compared
    text TEXT NOT NULL,
    options TEXT NOT NULL DEFAULT '{}',        -- style, size or ratio, no
    person_id BIGINT NOT NULL REFERENCES person (id),
    created_at DOUBLE PRECISION NOT NULL,
    UNIQUE (scope, owner_id, folded)
);
INSERT INTO "modifier" VALUES(1,'person',2,'dusk','dusk','warm light, long shadows','{}',2,1.79593638485428285598e+09);
CREATE TABLE note (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
INSERT INTO "note" VALUES('running_jobs','1');
INSERT INTO "note" VALUES('sessions_cursor','41');
CREATE TABLE payer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    ref_id BIGINT NOT NULL,
    weight DOUBLE PRECISION NOT NULL DEFAULT 1,
    UNIQUE (kind, ref_id)
);
INSERT INTO "payer" VALUES(1,'person',1,1.0);
INSERT INTO "payer" VALUES(2,'person',2,1.0);
INSERT INTO "payer" VALUES(3,'person',3,1.0);
INSERT INTO "payer" VALUES(8,'person',8,1.0);
INSERT INTO "payer" VALUES(12,'session',1,1.0);
INSERT INTO "payer" VALUES(18,'session',2,1.0);
INSERT INTO "payer" VALUES(23,'person',21,1.0);
INSERT INTO "payer" VALUES(25,'person',23,1.0);
INSERT INTO "payer" VALUES(26,'person',24,1.0);
INSERT INTO "payer" VALUES(27,'person',25,1.0);
INSERT INTO "payer" VALUES(28,'person',26,1.0);
INSERT INTO "payer" VALUES(29,'person',27,1.0);
CREATE TABLE person (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    platform TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    hinted_language TEXT NOT NULL DEFAULT '',  -- what the platform said
    language TEXT NOT NULL DEFAULT '',         -- what the person chose with /lang
    reply_key TEXT NOT NULL DEFAULT '',
    settings TEXT NOT NULL DEFAULT '{}',
    banned INTEGER NOT NULL DEFAULT 0,
    created_at DOUBLE PRECISION NOT NULL, private_id BIGINT NOT NULL DEFAULT 0,
    UNIQUE (platform, user_id)
);
INSERT INTO "person" VALUES(1,'web','ff535e41436d552b5b8e','','zh','','','{}',0,1.79593638152493953702e+09,1);
INSERT INTO "person" VALUES(2,'scripted','ann','Ann','en','','','{"style": "watercolor"}',0,1.79593638247885227206e+09,2);
INSERT INTO "person" VALUES(3,'scripted','li','Li','zh','','','{}',0,1.79593638387329959868e+09,3);
INSERT INTO "person" VALUES(8,'scripted','bob','Bob','en','','','{}',0,1.79593638573567891117e+09,8);
INSERT INTO "person" VALUES(21,'scripted','cat','Cat','en','','','{}',0,1.79593639392340779299e+09,21);
INSERT INTO "person" VALUES(23,'scripted','dan','Dan','en','','','{}',0,1.79593639412992644305e+09,23);
INSERT INTO "person" VALUES(24,'scripted','eve','Eve','en','','','{}',0,1.79593639415678548807e+09,24);
INSERT INTO "person" VALUES(25,'scripted','fay','Fay','en','','','{}',0,1.79593639479183721542e+09,25);
INSERT INTO "person" VALUES(26,'scripted','gil','Gil','en','','','{}',0,1795936394.9735,26);
INSERT INTO "person" VALUES(27,'scripted','hal','Hal','en','','','{}',0,1.79593639505025696751e+09,27);
CREATE TABLE picture (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id BIGINT NOT NULL REFERENCES job (id),
    idx INTEGER NOT NULL,
    key TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    mime TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes BIGINT NOT NULL,
    seed BIGINT NOT NULL,
    created_at DOUBLE PRECISION NOT NULL,
    deleted_at DOUBLE PRECISION,
    UNIQUE (job_id, idx)
);
INSERT INTO "picture" VALUES(1,1,0,'jobs/1/0.png','b1fe30b03a24f7660c4e321035d19ea427bcabffeed535f535be5d67e230869b','image/png',1024,1024,283,1541105926,1.79593638239780139923e+09,NULL);
INSERT INTO "picture" VALUES(2,2,0,'jobs/2/0.png','344775353d20205ec6e428768ab4a378f9a223de12a2489cb0a4782219955996','image/png',1024,1024,283,52610786,1.79593638369628190998e+09,NULL);
INSERT INTO "picture" VALUES(3,2,1,'jobs/2/1.png','da4672a267cbcc08493a6cfec2c5b4ff6302e37b21a868b0d18d4b855a9b4e22','image/png',1024,1024,283,52610787,1.79593638369628190998e+09,NULL);
INSERT INTO "picture" VALUES(4,2,2,'jobs/2/2.png','de3924569d89d23b4517fa181a31411fe846cfde693abe29cfe673e98db23b13','image/png',1024,1024,283,52610788,1.79593638369628190998e+09,NULL);
INSERT INTO "picture" VALUES(5,2,3,'jobs/2/3.png','b42cbc716703e9c019bb0d291b38a3cc3093176e8587b620f0dca9805ab5a5ee','image/png',1024,1024,283,52610789,1.79593638369628190998e+09,NULL);
INSERT INTO "picture" VALUES(6,3,0,'jobs/3/0.png','bf8e8f5f9f60635fef9fc9c9ca6399bd74718decd97073619b2fcc0257176206','image/png',1024,1024,283,206077955,1.79593638471948218349e+09,NULL);
INSERT INTO "picture" VALUES(7,6,0,'jobs/6/0.png','867f248fcd2fa6eaaf22cc077a42c3d246c03403f781ff0950fe4a98485025a7','image/png',1024,1024,283,1902872159,1.79593638691638398168e+09,NULL);
INSERT INTO "picture" VALUES(8,7,0,'jobs/7/0.png','67fa9b8262636a6a8fe0c410b46a0f974661af61c2826f42598503ea5eceba79','image/png',1024,1024,283,1902873168,1.79593638739394307135e+09,NULL);
INSERT INTO "picture" VALUES(9,8,0,'jobs/8/0.png','1c0148a2834f6033d1209c5f18a6c8a392f6f5c386b99228ad87a927c707776e','image/png',1024,1024,283,61312700,1.79593639324740171432e+09,NULL);
INSERT INTO "picture" VALUES(10,9,0,'jobs/9/0.png','6362d7f4d9c2f03b72a39eafc49e0a7fbc12a43a8ffd7f85d243da5eee236be5','image/png',1024,1024,283,61313709,1.79593639369375395777e+09,NULL);
CREATE TABLE pool (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT COLLATE BINARY NOT NULL REFERENCES account (name),
    model TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'live',        -- live, aside
    reason TEXT NOT NULL DEFAULT '',
    submissions_per_s DOUBLE PRECISION NOT NULL,
    tasks_at_once INTEGER NOT NULL,
    spare INTEGER NOT NULL DEFAULT 1,
    virtual_time DOUBLE PRECISION NOT NULL DEFAULT 0,
    next_submit_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    pause_reason TEXT NOT NULL DEFAULT '',
    failures INTEGER NOT NULL DEFAULT 0,       -- in a row; the circuit breaker counts them
    spare_back_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    changed_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    UNIQUE (account, model)
);
INSERT INTO "pool" VALUES(1,'account-0','wanx-v1','live','',2.0,1,1,1.0,1.79593638731250667566e+09,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(2,'account-0','wanx2.0-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(3,'account-0','wanx2.1-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(4,'account-0','wanx2.1-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(5,'account-0','wan2.2-t2i-flash','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(6,'account-0','wan2.2-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(7,'account-0','wan2.5-t2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(8,'account-0','wan2.5-i2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(9,'account-0','wanx2.1-imageedit','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(10,'account-1','wanx-v1','live','',2.0,1,1,1.0,1.79593639364551043509e+09,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(11,'account-1','wanx2.0-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(12,'account-1','wanx2.1-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(13,'account-1','wanx2.1-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(14,'account-1','wan2.2-t2i-flash','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(15,'account-1','wan2.2-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(16,'account-1','wan2.5-t2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(17,'account-1','wan2.5-i2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(18,'account-1','wanx2.1-imageedit','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(19,'account-2','wanx-v1','live','',2.0,1,1,0.0,1.79593639460104298596e+09,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(20,'account-2','wanx2.0-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(21,'account-2','wanx2.1-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(22,'account-2','wanx2.1-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(23,'account-2','wan2.2-t2i-flash','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(24,'account-2','wan2.2-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(25,'account-2','wan2.5-t2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(26,'account-2','wan2.5-i2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(27,'account-2','wanx2.1-imageedit','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(28,'account-3','wanx-v1','live','',2.0,1,1,0.0,1.79593639464588880538e+09,'upstream-unreachable',1,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(29,'account-3','wanx2.0-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(30,'account-3','wanx2.1-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(31,'account-3','wanx2.1-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(32,'account-3','wan2.2-t2i-flash','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(33,'account-3','wan2.2-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(34,'account-3','wan2.5-t2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(35,'account-3','wan2.5-i2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(36,'account-3','wanx2.1-imageedit','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(37,'account-4','wanx-v1','live','',2.0,1,1,0.0,1.79593639467603492735e+09,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(38,'account-4','wanx2.0-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(39,'account-4','wanx2.1-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(40,'account-4','wanx2.1-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(41,'account-4','wan2.2-t2i-flash','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(42,'account-4','wan2.2-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(43,'account-4','wan2.5-t2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(44,'account-4','wan2.5-i2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(45,'account-4','wanx2.1-imageedit','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(46,'account-5','wanx-v1','live','',2.0,1,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(47,'account-5','wanx2.0-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(48,'account-5','wanx2.1-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(49,'account-5','wanx2.1-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(50,'account-5','wan2.2-t2i-flash','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(51,'account-5','wan2.2-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(52,'account-5','wan2.5-t2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(53,'account-5','wan2.5-i2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(54,'account-5','wanx2.1-imageedit','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(55,'account-6','wanx-v1','live','',2.0,1,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(56,'account-6','wanx2.0-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(57,'account-6','wanx2.1-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(58,'account-6','wanx2.1-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(59,'account-6','wan2.2-t2i-flash','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(60,'account-6','wan2.2-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(61,'account-6','wan2.5-t2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(62,'account-6','wan2.5-i2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(63,'account-6','wanx2.1-imageedit','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(64,'account-7','wanx-v1','live','',2.0,1,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(65,'account-7','wanx2.0-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(66,'account-7','wanx2.1-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(67,'account-7','wanx2.1-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(68,'account-7','wan2.2-t2i-flash','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(69,'account-7','wan2.2-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(70,'account-7','wan2.5-t2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(71,'account-7','wan2.5-i2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(72,'account-7','wanx2.1-imageedit','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(73,'account-8','wanx-v1','live','',2.0,1,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(74,'account-8','wanx2.0-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(75,'account-8','wanx2.1-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(76,'account-8','wanx2.1-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(77,'account-8','wan2.2-t2i-flash','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(78,'account-8','wan2.2-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(79,'account-8','wan2.5-t2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(80,'account-8','wan2.5-i2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(81,'account-8','wanx2.1-imageedit','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(82,'account-9','wanx-v1','live','',2.0,1,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(83,'account-9','wanx2.0-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(84,'account-9','wanx2.1-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(85,'account-9','wanx2.1-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(86,'account-9','wan2.2-t2i-flash','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(87,'account-9','wan2.2-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(88,'account-9','wan2.5-t2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(89,'account-9','wan2.5-i2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(90,'account-9','wanx2.1-imageedit','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(91,'account-10','wanx-v1','live','',2.0,1,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(92,'account-10','wanx2.0-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(93,'account-10','wanx2.1-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(94,'account-10','wanx2.1-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(95,'account-10','wan2.2-t2i-flash','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(96,'account-10','wan2.2-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(97,'account-10','wan2.5-t2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(98,'account-10','wan2.5-i2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(99,'account-10','wanx2.1-imageedit','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(100,'account-11','wanx-v1','live','',2.0,1,1,0.0,1.79593639447075343129e+09,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(101,'account-11','wanx2.0-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(102,'account-11','wanx2.1-t2i-turbo','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(103,'account-11','wanx2.1-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(104,'account-11','wan2.2-t2i-flash','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(105,'account-11','wan2.2-t2i-plus','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(106,'account-11','wan2.5-t2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(107,'account-11','wan2.5-i2i-preview','live','',5.0,5,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
INSERT INTO "pool" VALUES(108,'account-11','wanx2.1-imageedit','live','',2.0,2,1,0.0,0.0,'',0,0.0,1.79593638119484758381e+09);
CREATE TABLE post (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    platform TEXT NOT NULL,
    subject TEXT COLLATE BINARY NOT NULL UNIQUE, -- 'job:42', 'bell:42', 'note:17:0'
    payload TEXT NOT NULL DEFAULT '{}',
    desired TEXT NOT NULL DEFAULT 'shown',     -- shown, gone
    importance INTEGER NOT NULL,               -- 3 result, 2 answer, 1 progress
    revision BIGINT NOT NULL,
    shown_revision BIGINT NOT NULL DEFAULT 0,
    shown_milestone TEXT NOT NULL DEFAULT '',
    delivered INTEGER NOT NULL DEFAULT 0,      -- its result (a picture, a final word) stood there
    handle TEXT NOT NULL DEFAULT '',
    step TEXT NOT NULL DEFAULT 'rest',         -- rest, due, sending, closed
    due_at DOUBLE PRECISION NOT NULL,
    fence BIGINT NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    strays INTEGER NOT NULL DEFAULT 0,         -- creates whose answer was lost
    recreated INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '',
    created_at DOUBLE PRECISION NOT NULL,
    sent_at DOUBLE PRECISION NOT NULL DEFAULT 0
);
INSERT INTO "post" VALUES(1,1,'web','job:1','{"job": 1}','shown',3,5,5,'done',1,'p1','rest',1.79593638242881488802e+09,8,0,0,0,'',1.79593638152493953702e+09,1.79593638242881488802e+09);
INSERT INTO "post" VALUES(2,2,'scripted','job:2','{"job": 2}','shown',3,5,5,'done',1,'bot-2','rest',1.79593638379737448687e+09,10,0,0,0,'',1.79593638247885227206e+09,1.79593638379737448687e+09);
INSERT INTO "post" VALUES(3,3,'scripted','job:3','{"job": 3}','shown',3,5,5,'done',1,'bot-4','rest',1.79593638474680066105e+09,10,0,0,0,'',1.79593638387329959868e+09,1.79593638474680066105e+09);
INSERT INTO "post" VALUES(4,2,'scripted','note:4','{"language": "en", "reply_to": "in-5", "lines": [["star-on", {"id": 2}]], "buttons": [], "files_of_job": 0, "file": 0}','shown',2,1,1,'notice',1,'bot-8','rest',1.79593638485424017905e+09,2,0,0,0,'',1.79593638480635428428e+09,1.79593638485424017905e+09);
INSERT INTO "post" VALUES(5,2,'scripted','note:5','{"language": "en", "reply_to": "in-6", "lines": [["mod-added", {"word": "dusk"}], ["mod-line", {"word": "dusk", "text": "warm light, long shadows"}]], "buttons": [], "files_of_job": 0, "file": 0}','shown',2,1,1,'notice',1,'bot-10','rest',1.79593638487123179433e+09,2,0,0,0,'',1.79593638485428285598e+09,1.79593638487123179433e+09);
INSERT INTO "post" VALUES(6,2,'scripted','settings:6','{"scope": "me", "menu": "", "turn": 0, "person": 2, "conversation": 2, "language": "en", "reply_to": "in-7"}','shown',2,1,1,'notice',1,'bot-11','rest',1.79593638491919064519e+09,2,0,0,0,'',1.79593638488218736645e+09,1.79593638491919064519e+09);
INSERT INTO "post" VALUES(7,2,'scripted','job:4','{"job": 4}','shown',3,4,4,'failed',1,'bot-12','rest',1.79593638568374347691e+09,6,0,0,0,'',1.79593638494822692873e+09,1.79593638568374347691e+09);
INSERT INTO "post" VALUES(8,8,'scripted','job:5','{"job": 5}','shown',3,2,2,'cancelled',1,'bot-14','rest',1.79593638577572202678e+09,4,0,0,0,'',1.79593638573567891117e+09,1.79593638577572202678e+09);
INSERT INTO "post" VALUES(9,8,'scripted','note:9','{"language": "en", "reply_to": "in-15", "lines": [["cancel-cancelled", {"id": 5}]], "buttons": [], "files_of_job": 0, "file": 0}','shown',2,1,1,'notice',1,'bot-17','rest',1.79593638580962324143e+09,2,0,0,0,'',1.7959363857693645954e+09,1.79593638580962324143e+09);
INSERT INTO "post" VALUES(10,2,'scripted','gallery:10','{"query": {"viewer_id": 2, "own": true, "conversation_id": 0, "words": [], "style": "", "starred": false}, "words": "", "language": "en", "reply_to": "in-16", "turn": 0, "page": 1, "more": false, "board": "boards/167024a2e8999f412e84c0b2c23b54a6a732219f.jpg", "jobs": [[2, true]]}','shown',3,2,2,'done',1,'bot-21','rest',1.79593638630541229251e+09,4,0,0,0,'',1.79593638588349628452e+09,1.79593638630541229251e+09);
INSERT INTO "post" VALUES(11,11,'scripted','session:1','{"session": 1, "shows": "card"}','shown',3,8,8,'notice 1',1,'bot-22','rest',1.79593638757480788233e+09,16,0,0,0,'',1.79593638589864683149e+09,1.79593638757480788233e+09);
INSERT INTO "post" VALUES(12,11,'scripted','session:1:news:1:gathering:119729092','{"session": 1, "shows": "news", "round": 1, "phase": "gathering"}','shown',1,1,1,'',0,'','rest',1.79593638607855844496e+09,2,0,0,0,'',1.79593638603980898854e+09,1.79593638607855844496e+09);
INSERT INTO "post" VALUES(13,11,'scripted','session:1:news:1:gathering:119729093','{"session": 1, "shows": "news", "round": 1, "phase": "gathering"}','shown',1,1,1,'',0,'','rest',1.79593639500561594963e+09,2,0,0,0,'',1.79593638607897973058e+09,1.79593639500561594963e+09);
INSERT INTO "post" VALUES(14,11,'scripted','session:1:news:1:painting:0','{"session": 1, "shows": "news", "round": 1, "phase": "painting"}','shown',1,1,1,'',0,'','rest',1.79593638630544972416e+09,2,0,0,0,'',1.79593638616885304453e+09,1.79593638630544972416e+09);
INSERT INTO "post" VALUES(15,11,'scripted','session:1:album:end','{"session": 1, "sheet": 2, "shows": "album"}','shown',3,1,1,'done',1,'bot-25','rest',1.79593639229525518417e+09,4,0,0,0,'',1.79593639226544475552e+09,1.79593639229525518417e+09);
INSERT INTO "post" VALUES(16,11,'scripted','session:1:page:end','{"session": 1, "sheet": 2, "shows": "page"}','shown',2,1,1,'done',1,'bot-26','rest',1.79593639230277156825e+09,2,0,0,0,'',1.79593639226544475552e+09,1.79593639230277156825e+09);
INSERT INTO "post" VALUES(17,11,'scripted','session:2','{"session": 2, "shows": "card"}','shown',1,8,8,'done 1',0,'bot-30','rest',1.79593639391794681553e+09,16,0,0,0,'',1.79593639232661533358e+09,1.79593639391794681553e+09);
INSERT INTO "post" VALUES(18,11,'scripted','session:2:news:1:gathering:119729092','{"session": 2, "shows": "news", "round": 1, "phase": "gathering"}','shown',1,1,1,'',0,'','rest',1.7959363924288861752e+09,2,0,0,0,'',1.79593639238239502911e+09,1.7959363924288861752e+09);
INSERT INTO "post" VALUES(19,11,'scripted','session:2:news:1:gathering:119729093','{"session": 2, "shows": "news", "round": 1, "phase": "gathering"}','shown',1,1,1,'',0,'','rest',1.79593639500561594963e+09,2,0,0,0,'',1.79593639243859863282e+09,1.79593639500561594963e+09);
INSERT INTO "post" VALUES(20,11,'scripted','session:2:news:1:painting:0','{"session": 2, "shows": "news", "round": 1, "phase": "painting"}','shown',1,1,1,'',0,'','rest',1.79593639251553034786e+09,2,0,0,0,'',1.79593639247117280955e+09,1.79593639251553034786e+09);
INSERT INTO "post" VALUES(21,21,'scripted','job:10','{"job": 10}','shown',1,4,4,'held',0,'bot-34','rest',1.79593639402594542502e+09,6,0,0,0,'',1.79593639392340779299e+09,1.79593639402594542502e+09);
INSERT INTO "post" VALUES(22,2,'scripted','job:11','{"job": 11}','shown',1,4,4,'running',0,'bot-36','rest',1.79593639470542263984e+09,8,0,0,0,'',1.79593639403507876394e+09,1.79593639470542263984e+09);
INSERT INTO "post" VALUES(23,23,'scripted','job:12','{"job": 12}','shown',1,3,3,'running',0,'bot-38','rest',1.79593639415025162694e+09,6,0,0,0,'',1.79593639412992644305e+09,1.79593639415025162694e+09);
INSERT INTO "post" VALUES(24,24,'scripted','job:13','{"job": 13}','shown',1,4,4,'running',0,'bot-40','rest',1.7959363947734270096e+09,6,0,0,0,'',1.79593639415678548807e+09,1.7959363947734270096e+09);
INSERT INTO "post" VALUES(25,25,'scripted','job:14','{"job": 14}','shown',2,2,2,'accepted',0,'bot-42','rest',1.79593639483023929598e+09,4,0,0,0,'',1.79593639479183721542e+09,1.79593639483023929598e+09);
INSERT INTO "post" VALUES(26,26,'scripted','job:15','{"job": 15}','shown',2,2,2,'accepted',0,'bot-45','rest',1.7959363950055184364e+09,2,0,0,0,'',1795936394.9735,1.7959363950055184364e+09);
INSERT INTO "post" VALUES(27,27,'scripted','job:16','{"job": 16}','shown',2,1,1,'accepted',0,'bot-47','rest',1.79593639507515549658e+09,2,0,0,0,'',1.79593639505025696751e+09,1.79593639507515549658e+09);
CREATE TABLE press (
    scope TEXT PRIMARY KEY,
    at DOUBLE PRECISION NOT NULL
);
CREATE TABLE session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    phase TEXT NOT NULL,                       -- as in the document: gathering, painting, hanging, voting, resting, paused, ended
    document TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    due_at DOUBLE PRECISION NOT NULL,          -- when its clock should be looked at
    created_at DOUBLE PRECISION NOT NULL
);
INSERT INTO "session" VALUES(1,11,'ended','{"id":1,"theme":"autumn in the city","language":"en","host":2,"rules":{"rounds":1,"per_round":2,"ideas_s":7200.0,"vote_s":7200.0,"budget_li":0,"keep":"content","strict":false,"style":"auto","size":"","model":"wanx-v1","negative":"","seed":1902872159},"phase":"ended","rounds":[{"number":1,"base":["autumn in the city"],"reference":"","ideas":[{"person":2,"text":"a fox 🦊","image":"","message":"in-19","words":"","style":"","no":""},{"person":8,"text":"a bear","image":"","message":"in-20","words":"","style":"","no":""}],"candidates":[{"number":1,"parts":["autumn in the city","a fox 🦊"],"authors":[2],"seed_no":0,"image":"","state":"done","job":6,"picture":"jobs/6/0.png","cost_li":160,"problem":"","style":"","no":""},{"number":2,"parts":["autumn in the city","a bear"],"authors":[8],"seed_no":1,"image":"","state":"done","job":7,"picture":"jobs/7/0.png","cost_li":160,"problem":"","style":"","no":""}],"missed":[],"votes":[],"winner":1,"skipped":false,"sheet":"sessions/1/round-1-0.jpg","sheet_size":[1400,707]}],"people":[{"id":2,"name":"Ann"},{"id":8,"name":"Bob"}],"left":[],"kicked":[],"due_at":1e+17,"before":"","left_s":0.0,"prolonged":false,"budget_out":false,"reason":"session-ended-rounds","card":"session:1","started_at":1795936385.8986468,"touched_at":1795936387.5369244,"ended_at":1795936387.5369244}',9,1.0e+17,1.79593638589864683149e+09);
INSERT INTO "session" VALUES(2,11,'voting','{"id":2,"theme":"winter","language":"en","host":2,"rules":{"rounds":2,"per_round":2,"ideas_s":7200.0,"vote_s":86400.0,"budget_li":0,"keep":"content","strict":false,"style":"auto","size":"","model":"wanx-v1","negative":"","seed":61312700},"phase":"voting","rounds":[{"number":1,"base":["winter"],"reference":"","ideas":[{"person":2,"text":"snow","image":"","message":"in-28","words":"","style":"","no":""},{"person":8,"text":"ice","image":"","message":"in-29","words":"","style":"","no":""}],"candidates":[{"number":1,"parts":["winter","snow"],"authors":[2],"seed_no":0,"image":"","state":"done","job":8,"picture":"jobs/8/0.png","cost_li":160,"problem":"","style":"","no":""},{"number":2,"parts":["winter","ice"],"authors":[8],"seed_no":1,"image":"","state":"done","job":9,"picture":"jobs/9/0.png","cost_li":160,"problem":"","style":"","no":""}],"missed":[],"votes":[{"person":2,"number":2}],"winner":0,"skipped":false,"sheet":"sessions/2/round-1-0.jpg","sheet_size":[1400,707]}],"people":[{"id":2,"name":"Ann"},{"id":8,"name":"Bob"}],"left":[],"kicked":[],"due_at":1796022793.8758528,"before":"","left_s":0.0,"prolonged":false,"budget_out":false,"reason":"","card":"session:2","started_at":1795936392.3266153,"touched_at":1795936393.9117916,"ended_at":0.0}',9,1.79601919387585282324e+09,1.79593639232661533358e+09);
CREATE TABLE session_sheet (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id BIGINT NOT NULL REFERENCES session (id),
    kind TEXT NOT NULL,                        -- sheet, album
    mark TEXT NOT NULL,                        -- the round; what asked for the album
    state TEXT NOT NULL DEFAULT 'wanted',      -- wanted, made, given up
    due_at DOUBLE PRECISION NOT NULL,          -- not to be touched before (a lease, a pause between tries)
    tries INTEGER NOT NULL DEFAULT 0,
    picture TEXT NOT NULL DEFAULT '',
    width INTEGER NOT NULL DEFAULT 0,
    height INTEGER NOT NULL DEFAULT 0,
    page TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '', paper TEXT NOT NULL DEFAULT '',
    UNIQUE (session_id, kind, mark)
);
INSERT INTO "session_sheet" VALUES(1,1,'sheet','1','made',1.79593650740622949599e+09,1,'sessions/1/round-1-0.jpg',1400,707,'','en','');
INSERT INTO "session_sheet" VALUES(2,1,'album','end','made',1.795936987566122055e+09,1,'sessions/1/album-2.jpg',1600,2462,'sessions/1/album-2.html','en','sessions/1/album-2.pdf');
INSERT INTO "session_sheet" VALUES(3,2,'sheet','1','made',1.7959365137016060352e+09,1,'sessions/2/round-1-0.jpg',1400,707,'','en','');
CREATE TABLE sheet (
    job_id BIGINT PRIMARY KEY REFERENCES job (id),
    key TEXT NOT NULL,
    mime TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL
);
INSERT INTO "sheet" VALUES(2,'jobs/2/sheet.jpg','image/jpeg',1316,1316);
CREATE TABLE shown (
    conversation_id BIGINT NOT NULL,
    message_key TEXT NOT NULL,
    post_id BIGINT,
    image TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (conversation_id, message_key)
);
INSERT INTO "shown" VALUES(1,'p1',1,'jobs/1/0.png');
INSERT INTO "shown" VALUES(2,'bot-2',2,'jobs/2/0.png');
INSERT INTO "shown" VALUES(3,'bot-4',3,'jobs/3/0.png');
INSERT INTO "shown" VALUES(2,'bot-8',4,'');
INSERT INTO "shown" VALUES(2,'bot-10',5,'');
INSERT INTO "shown" VALUES(2,'bot-11',6,'');
INSERT INTO "shown" VALUES(2,'bot-12',7,'');
INSERT INTO "shown" VALUES(8,'bot-14',8,'');
INSERT INTO "shown" VALUES(8,'bot-17',9,'');
INSERT INTO "shown" VALUES(2,'bot-21',10,'');
INSERT INTO "shown" VALUES(11,'bot-22',11,'jobs/6/0.png');
INSERT INTO "shown" VALUES(11,'bot-25',15,'');
INSERT INTO "shown" VALUES(11,'bot-26',16,'');
INSERT INTO "shown" VALUES(11,'bot-30',17,'');
INSERT INTO "shown" VALUES(21,'bot-34',21,'');
INSERT INTO "shown" VALUES(2,'bot-36',22,'');
INSERT INTO "shown" VALUES(23,'bot-38',23,'');
INSERT INTO "shown" VALUES(24,'bot-40',24,'');
INSERT INTO "shown" VALUES(25,'bot-42',25,'');
INSERT INTO "shown" VALUES(26,'bot-45',26,'');
INSERT INTO "shown" VALUES(27,'bot-47',27,'');
CREATE TABLE star (
    person_id BIGINT NOT NULL REFERENCES person (id),
    job_id BIGINT NOT NULL REFERENCES job (id),
    at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (person_id, job_id)
);
INSERT INTO "star" VALUES(2,2,1.79593638480635428428e+09);
CREATE TABLE tally (
    scope TEXT NOT NULL,                       -- 'all', 'payer:7', 'conversation:3', 'account:main', 'free:main:wanx-v1'
    day TEXT NOT NULL,
    amount_li BIGINT NOT NULL DEFAULT 0,
    pictures BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (scope, day)
);
INSERT INTO "tally" VALUES('accepting','always',0,0);
INSERT INTO "tally" VALUES('all','2026-11-29',2720,17);
INSERT INTO "tally" VALUES('payer:1','2026-11-29',160,1);
INSERT INTO "tally" VALUES('conversation:1','2026-11-29',160,1);
INSERT INTO "tally" VALUES('account:account-0','2026-11-29',480,3);
INSERT INTO "tally" VALUES('upstream','2026-11-29',1760,11);
INSERT INTO "tally" VALUES('payer:2','2026-11-29',800,5);
INSERT INTO "tally" VALUES('conversation:2','2026-11-29',800,5);
INSERT INTO "tally" VALUES('account:account-1','2026-11-29',960,6);
INSERT INTO "tally" VALUES('payer:3','2026-11-29',160,1);
INSERT INTO "tally" VALUES('conversation:3','2026-11-29',160,1);
INSERT INTO "tally" VALUES('account:account-2','2026-11-29',160,1);
INSERT INTO "tally" VALUES('payer:8','2026-11-29',0,0);
INSERT INTO "tally" VALUES('conversation:8','2026-11-29',0,0);
INSERT INTO "tally" VALUES('payer:12','2026-11-29',320,2);
INSERT INTO "tally" VALUES('conversation:11','2026-11-29',640,4);
INSERT INTO "tally" VALUES('payer:18','2026-11-29',320,2);
INSERT INTO "tally" VALUES('payer:23','2026-11-29',160,1);
INSERT INTO "tally" VALUES('conversation:21','2026-11-29',160,1);
INSERT INTO "tally" VALUES('payer:25','2026-11-29',160,1);
INSERT INTO "tally" VALUES('conversation:23','2026-11-29',160,1);
INSERT INTO "tally" VALUES('payer:26','2026-11-29',160,1);
INSERT INTO "tally" VALUES('conversation:24','2026-11-29',160,1);
INSERT INTO "tally" VALUES('account:account-4','2026-11-29',160,1);
INSERT INTO "tally" VALUES('payer:27','2026-11-29',160,1);
INSERT INTO "tally" VALUES('conversation:25','2026-11-29',160,1);
INSERT INTO "tally" VALUES('payer:28','2026-11-29',160,1);
INSERT INTO "tally" VALUES('conversation:26','2026-11-29',160,1);
INSERT INTO "tally" VALUES('payer:29','2026-11-29',160,1);
INSERT INTO "tally" VALUES('conversation:27','2026-11-29',160,1);
CREATE TABLE task (
    task_id TEXT PRIMARY KEY,
    job_id BIGINT NOT NULL,
    pool_id BIGINT NOT NULL,
    at DOUBLE PRECISION NOT NULL               -- when its intent was committed
);
INSERT INTO "task" VALUES('0148c546-e62b-4240-99c2-14812a99941e',1,1,1.79593638161361980436e+09);
INSERT INTO "task" VALUES('7dfbf362-31d3-45e1-94e2-b3cbaa8282e9',2,10,1.795936382539347887e+09);
INSERT INTO "task" VALUES('f811df31-b779-49ff-b2b1-3a0520e9b36b',3,19,1.79593638391358542444e+09);
INSERT INTO "task" VALUES('54628c4b-cb30-4acf-804c-87a969436001',4,28,1.79593638500313019755e+09);
INSERT INTO "task" VALUES('855b297a-7ea8-4395-b605-d4fddf9af7e4',6,1,1.79593638618349647523e+09);
INSERT INTO "task" VALUES('2433a459-2306-4315-bad0-b0783f544313',7,1,1.79593638679367828374e+09);
INSERT INTO "task" VALUES('b88a4099-a614-432c-bb43-e29e1229a30a',8,10,1.79593639248341155052e+09);
INSERT INTO "task" VALUES('ea7076a4-e42a-4849-9280-71f859f39d21',9,10,1.79593639310549950602e+09);
INSERT INTO "task" VALUES('cadc60c4-55b5-4e68-834e-71830b4dc1a4',10,100,1.79593639393423438067e+09);
INSERT INTO "task" VALUES('dc9206c2-c8da-417c-905b-58f54a68f9f5',11,19,1.79593639404102206232e+09);
INSERT INTO "task" VALUES('4c8e6f32-cdd4-4bc0-893e-fcea096c9ca7',13,37,1.79593639416596484188e+09);
CREATE TABLE web_entry (
    room TEXT NOT NULL REFERENCES web_room (name),
    id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    revision BIGINT NOT NULL,                  -- of the last change; 0: not shown yet, its update is being saved
    person TEXT NOT NULL,                      -- who said it; empty for the bot
    body TEXT NOT NULL,                        -- what the browser gets
    pictures TEXT NOT NULL,                    -- tag of a picture -> where its bytes are; never leaves the server
    pending TEXT NOT NULL DEFAULT '',          -- the update that is to be saved before this is shown
    removed INTEGER NOT NULL DEFAULT 0,
    at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (room, id)
);
INSERT INTO "web_entry" VALUES('~ff535e41436d552b5b8e','mc4c86d2a26018ec53bc3',1,1,'ff535e41436d552b5b8e','{"text":"/imagine a harbour","nonce":"n1","quote":null,"images":[]}','{}','',0,1.79593638149196767805e+09);
INSERT INTO "web_entry" VALUES('~ff535e41436d552b5b8e','p1',2,5,'','{"title":"","text":"#1 · a harbour\n自动 · 1024×1024 · 种子 1541105926 · wanx-v1 · 0.16 元","milestone":"done","busy":false,"silent":false,"quote":{"id":"mc4c86d2a26018ec53bc3","seq":1,"person":"ff535e41436d552b5b8e","name":"","text":"/imagine a harbour","tag":""},"mention":"ff535e41436d552b5b8e","picture":{"tag":"716909b497095e724ff01b39","width":1024,"height":1024,"alt":"a harbour","name":"shenbi-1.png"},"files":[],"buttons":[[{"label":"🔁 再来一张","action":"again:1","copy":"","style":""},{"label":"🎨 换风格","action":"menu:1","copy":"","style":""},{"label":"✨ 画类似的","action":"similar:1","copy":"","style":""}],[{"label":"📎 原图","action":"originals:1","copy":"","style":""},{"label":"⭐ 收藏","action":"star:1","copy":"","style":""},{"label":"🗑 删除","action":"delete:1","copy":"","style":"danger"}]]}','{"716909b497095e724ff01b39":{"key":"jobs/1/0.png","mime":"image/png","name":"shenbi-1.png"}}','',0,1.79593638164701533323e+09);
CREATE TABLE web_person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    seen_at DOUBLE PRECISION NOT NULL
);
CREATE TABLE web_presence (
    process TEXT NOT NULL,
    room TEXT NOT NULL,
    person TEXT NOT NULL,
    typing INTEGER NOT NULL,
    seen_at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (process, room, person)
);
CREATE TABLE web_room (
    name TEXT PRIMARY KEY,                     -- as in its address; '~' and the person's id for a private one
    revision BIGINT NOT NULL DEFAULT 0,        -- counts every change of what is shown
    seq BIGINT NOT NULL DEFAULT 0,             -- counts the entries
    created_at DOUBLE PRECISION NOT NULL
);
INSERT INTO "web_room" VALUES('~ff535e41436d552b5b8e',5,2,1.79593638149196767805e+09);
CREATE TABLE web_upload (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    handle TEXT NOT NULL,
    mime TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes BIGINT NOT NULL,
    at DOUBLE PRECISION NOT NULL
, used INTEGER NOT NULL DEFAULT 0);
CREATE INDEX inbox_open ON inbox (platform, lane, id) WHERE state IN ('saved', 'fetched');
CREATE INDEX inbox_due ON inbox (due_at, id) WHERE state IN ('saved', 'fetched');
CREATE INDEX inbox_done ON inbox (done_at) WHERE state IN ('handled', 'set_aside');
CREATE INDEX lane_payer ON lane (payer_id, id);
CREATE INDEX job_head ON job (lane_id, id) WHERE state = 'queued' AND prepared = 1;
CREATE INDEX job_queued ON job (lane_id, id) WHERE state = 'queued';
CREATE INDEX job_unprepared ON job (due_at, id) WHERE state = 'queued' AND prepared = 0;
CREATE INDEX job_slots ON job (pool_id, state, due_at) WHERE state IN ('submitting', 'unknown', 'running', 'held');
CREATE INDEX job_brushes ON job (payer_id) WHERE state IN ('submitting', 'unknown', 'running');
CREATE INDEX job_due_preparing ON job (due_at, id) WHERE state = 'preparing';
CREATE INDEX job_due_submitting ON job (due_at, id) WHERE state = 'submitting';
CREATE INDEX job_due_unknown ON job (due_at, id) WHERE state = 'unknown';
CREATE INDEX job_due_running ON job (due_at, id) WHERE state = 'running';
CREATE INDEX job_due_collecting ON job (due_at, id) WHERE state = 'collecting';
CREATE INDEX job_of_payer ON job (payer_id, id);
CREATE INDEX job_open_of_payer ON job (payer_id)
    WHERE state IN ('queued', 'preparing', 'submitting', 'unknown', 'running', 'collecting');
CREATE INDEX job_of_person ON job (person_id, id);
CREATE INDEX job_of_conversation ON job (conversation_id, created_at);
CREATE INDEX job_ended ON job (ended_at) WHERE ended_at IS NOT NULL;
CREATE UNIQUE INDEX job_task ON job (task_id) WHERE task_id <> '';
CREATE INDEX job_event_job ON job_event (job_id, id);
CREATE INDEX charge_payer ON charge (payer_id, day);
CREATE INDEX charge_job ON charge (job_id);
CREATE INDEX cost_day ON cost (account, day);
CREATE INDEX post_due ON post (platform, importance DESC, due_at) WHERE step IN ('due', 'sending');
CREATE INDEX post_conversation ON post (conversation_id, id);
CREATE INDEX shown_post ON shown (post_id);
CREATE INDEX modifier_person ON modifier (person_id);
CREATE INDEX star_job ON star (job_id);
CREATE INDEX picture_age ON picture (created_at) WHERE deleted_at IS NULL;
CREATE INDEX board_due ON board (due_at) WHERE state = 'wanted';
CREATE INDEX board_person ON board (person_id);
CREATE INDEX board_age ON board (created_at);
CREATE INDEX batch_open ON batch (state, id) WHERE state IN ('going', 'painting');
CREATE INDEX batch_person ON batch (person_id);
CREATE INDEX brought_key ON brought (key);
CREATE INDEX inbox_person ON inbox (person_id);
CREATE UNIQUE INDEX session_open ON session (conversation_id) WHERE phase <> 'ended';
CREATE INDEX session_due ON session (due_at) WHERE phase <> 'ended';
CREATE INDEX session_conversation ON session (conversation_id, id);
CREATE INDEX session_sheet_due ON session_sheet (due_at, id) WHERE state = 'wanted';
CREATE INDEX task_pool ON task (pool_id, at);
CREATE INDEX task_age ON task (at);
CREATE INDEX post_gone ON post (sent_at) WHERE step = 'closed' AND desired = 'gone';
CREATE INDEX post_age ON post (created_at, id);
CREATE INDEX job_open ON job (id) WHERE ended_at IS NULL;
CREATE INDEX image_age ON image (created_at);
CREATE INDEX lane_ready ON lane (pool_id, start_tag, head_id) WHERE ready = 1;
CREATE INDEX lane_headed ON lane (pool_id, start_tag, head_id) WHERE head_id IS NOT NULL;
CREATE UNIQUE INDEX web_entry_seq ON web_entry (room, seq);
CREATE INDEX web_entry_revision ON web_entry (room, revision);
CREATE INDEX web_entry_pending ON web_entry (at) WHERE revision = 0;
CREATE INDEX web_upload_at ON web_upload (at);
CREATE INDEX web_presence_room ON web_presence (room);
CREATE INDEX web_presence_seen ON web_presence (seen_at);
CREATE INDEX web_entry_person ON web_entry (person) WHERE person <> '';
CREATE INDEX web_entry_at ON web_entry (at);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('pool',108);
INSERT INTO "sqlite_sequence" VALUES('inbox',28);
INSERT INTO "sqlite_sequence" VALUES('person',27);
INSERT INTO "sqlite_sequence" VALUES('conversation',27);
INSERT INTO "sqlite_sequence" VALUES('payer',29);
INSERT INTO "sqlite_sequence" VALUES('lane',25);
INSERT INTO "sqlite_sequence" VALUES('job',16);
INSERT INTO "sqlite_sequence" VALUES('job_event',61);
INSERT INTO "sqlite_sequence" VALUES('charge',25);
INSERT INTO "sqlite_sequence" VALUES('post',27);
INSERT INTO "sqlite_sequence" VALUES('cost',8);
INSERT INTO "sqlite_sequence" VALUES('picture',10);
INSERT INTO "sqlite_sequence" VALUES('modifier',1);
INSERT INTO "sqlite_sequence" VALUES('session',2);
INSERT INTO "sqlite_sequence" VALUES('session_sheet',3);
COMMIT;

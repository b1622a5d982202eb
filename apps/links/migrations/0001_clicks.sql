CREATE TABLE "click_batches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"saved_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "clicks" (
	"code" text NOT NULL,
	"day" date NOT NULL,
	"clicks" bigint NOT NULL,
	CONSTRAINT "clicks_code_day_pk" PRIMARY KEY("code","day")
);
--> statement-breakpoint
ALTER TABLE "clicks" ADD CONSTRAINT "clicks_code_links_code_fk" FOREIGN KEY ("code") REFERENCES "links"("code") ON DELETE cascade ON UPDATE no action;
CREATE TABLE "articles" (
	"name" text PRIMARY KEY NOT NULL,
	"cents" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"article" text NOT NULL,
	"pieces" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "orders" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE INDEX "orders_by_age" ON "orders" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE POLICY "tenant" ON "orders" AS PERMISSIVE FOR ALL TO public USING ("orders"."organization_id" = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK ("orders"."organization_id" = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE TABLE "spare_parts" (
	"organization_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"title" text NOT NULL,
	"body" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "spare_parts_organization_id_id_pk" PRIMARY KEY("organization_id","id")
);
--> statement-breakpoint
ALTER TABLE "spare_parts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE INDEX "spare_parts_by_age" ON "spare_parts" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE POLICY "tenant" ON "spare_parts" AS PERMISSIVE FOR ALL TO public USING ("spare_parts"."organization_id" = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK ("spare_parts"."organization_id" = nullif(current_setting('app.tenant_id', true), '')::uuid);
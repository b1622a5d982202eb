export declare const modules: Readonly<Record<string, string>>
export declare const styles: readonly string[]
export declare const html: string
export declare const icon: string

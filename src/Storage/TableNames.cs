namespace HospitalChain.Storage;

/// <summary>The tables' names on disk. Never rename one: add another and raise the format number.</summary>
internal static class TableNames
{
    /// <summary>RocksDB's own family, which every database has; unused.</summary>
    public const string Default = "default";

    /// <summary>In the order of <see cref="Table"/>.</summary>
    public static readonly string[] All = Array.ConvertAll(Enum.GetValues<Table>(), NameOf);

    public static string NameOf(Table table) => table switch
    {
        Table.Meta => "meta",
        Table.Blocks => "blocks",
        Table.Headers => "headers",
        Table.HeaderHashes => "header-hashes",
        Table.RecordIndex => "record-index",
        Table.State => "state",
        Table.Pool => "pool",
        Table.Heads => "heads",
        Table.Promises => "promises",
        Table.Evidence => "evidence",
        Table.Mail => "mail",
        Table.MailExpiry => "mail-expiry",
        Table.Grants => "grants",
        Table.Uploads => "uploads",
        Table.Node => "node",
        Table.CosignedHeads => "cosigned-heads",
        Table.Witnessed => "witnessed",
        _ => throw new ArgumentOutOfRangeException(nameof(table), table, "a table without a name"),
    };
}

using System.Text;

namespace HospitalChain.Protocol.Audit;

/// <summary>
/// RFC 4180, UTF-8, CRLF, a header line. A purpose is its giver's text: one that a spreadsheet would take for a formula is
/// written with an apostrophe before it.
/// </summary>
internal static class AuditCsv
{
    private const string Header =
        "access_id,chain_id,height,sealed,requested,answered,reader,answered_by,record_id,grant_id,owner,purpose,delivered,refusal,requests";

    public static byte[] Write(AuditTrail trail)
    {
        var text = new StringBuilder(Header).Append("\r\n");
        foreach (var line in trail.Lines)
        {
            text.AppendJoin(',', Fields(line).Select(Quoted)).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static IEnumerable<string> Fields(AuditLine line) =>
    [
        line.AccessId.ToString(),
        line.ChainId.ToString(),
        $"{line.Height}",
        AuditInstant.Of(line.SealedMillis),
        AuditInstant.Of(line.Request.TimeMillis),
        AuditInstant.Of(line.AnsweredMillis),
        line.Request.Requester.ToString(),
        line.AnsweredBy.ToString(),
        line.Request.RecordId.ToString(),
        line.Request.GrantId.IsZero ? string.Empty : line.Request.GrantId.ToString(),
        line.Owner.IsZero ? string.Empty : line.Owner.ToString(),
        line.Purpose,
        line.Delivered ? "true" : "false",
        line.RefusalCode,
        $"{line.Requests}",
    ];

    private static string Quoted(string field)
    {
        var harmless = field.Length > 0 && "=+-@\t\r".Contains(field[0], StringComparison.Ordinal) ? "'" + field : field;
        return harmless.AsSpan().IndexOfAny(",\"\r\n") < 0 ? harmless : $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}

using HospitalChain.Node.Problems;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Node.Services;

/// <summary>A node's word on a relayed letter: it has it, or why not. Canonical: [1, status, code, rule, hint], the status 0 for 'it has it'.</summary>
internal static class RelayReceipt
{
    public const int BytesMax = 2048;

    private const ulong Version = 1;
    private const int Fields = 5;
    private const int TextBytesMax = 400;

    public static byte[] Write(HttpRefusal? refusal) => new CanonicalWriter().Array(Fields).UInt(Version)
        .UInt((ulong)(refusal?.Status ?? 0)).Text(refusal?.Code ?? string.Empty).Text(refusal?.Rule ?? string.Empty).Text(refusal?.Hint ?? string.Empty).ToArray();

    /// <summary>False for anything that <see cref="Write"/> does not write.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out HttpRefusal? refusal)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var status = (int)reader.UInt(StatusCodes.Status511NetworkAuthenticationRequired);
        var (code, rule, hint) = (reader.Text(TextBytesMax), reader.Text(TextBytesMax), reader.Text(TextBytesMax));
        refusal = status == 0 ? null : new HttpRefusal(status, code, rule, hint);
        return reader.Complete && (status == 0 || status >= StatusCodes.Status400BadRequest);
    }
}

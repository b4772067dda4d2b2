using System.Text;

namespace HospitalChain.Client.Tests.Network;

/// <summary>Finds a byte string in recorded bytes: raw, reversed, in hexadecimal of either case, and in base64 at each of its three alignments.</summary>
internal sealed class ByteScanner(IReadOnlyCollection<byte[]> recorded)
{
    public long Bytes => recorded.Sum(bytes => (long)bytes.Length);

    public bool Finds(byte[] secret) => Forms(secret).Any(form => recorded.Any(bytes => bytes.AsSpan().IndexOf(form) >= 0));

    private static IEnumerable<byte[]> Forms(byte[] secret)
    {
        yield return secret;
        yield return [.. secret.Reverse()];
        yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexString(secret));
        for (var before = 0; before < 3; before++)
        {
            // Characters that depend on neighbours are left out: the first ones of a shifted string and the last group.
            var text = Convert.ToBase64String([.. new byte[before], .. secret]);
            var from = before == 0 ? 0 : before + 1;
            var whole = (before + secret.Length) / 3 * 4;
            yield return Encoding.ASCII.GetBytes(text[from..whole]);
            yield return Encoding.ASCII.GetBytes(text[from..whole].Replace('+', '-').Replace('/', '_'));
        }
    }
}

using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace HospitalChain.Crypto;

/// <summary>
/// Evidence α of a visit (crypto.md §3, §5): H(α) stands in the visit's record, X and the tag in the diagnosis. The tag
/// lets anyone who learns α check the record; X shows the hospital that the doctor knew α and for whom it was.
/// </summary>
public static class Evidence
{
    /// <summary>Bytes of α.</summary>
    public const int AlphaSize = 32;

    private const string Purpose = "EVIDENCE";
    private const int Fields = 4;

    /// <summary>A fresh α.</summary>
    public static byte[] NewAlpha() => RandomNumberGenerator.GetBytes(AlphaSize);

    /// <summary>H(α).</summary>
    public static Bytes32 Hash(ReadOnlySpan<byte> alpha) => Transcript.Of(Labels.EvidenceHash).Add(Checked(alpha)).Hash32();

    /// <summary>The tag that binds α to one record of one author.</summary>
    public static Bytes32 Tag(ReadOnlySpan<byte> alpha, Bytes32 context, Bytes32 author) =>
        Transcript.Of(Labels.Evidence).Add(Checked(alpha)).Add(context).Add(author).Hash32();

    /// <summary>X = seal(hospital, "EVIDENCE"; msg(α, ID, PID_i, author)), aad ctx.</summary>
    /// <exception cref="ArgumentException">α of another length, or <paramref name="id"/> no <see cref="PersonIdentifier"/>.</exception>
    public static byte[] Seal(
        SealingPublicKey hospital, ReadOnlySpan<byte> alpha, string id, ReadOnlySpan<byte> pidHospital, Bytes32 author, Bytes32 context)
    {
        if (!PersonIdentifier.IsValid(id))
        {
            throw new ArgumentException("not an identifier of 1 to 32 bytes without NUL", nameof(id));
        }

        var secret = Checked(alpha).ToArray();
        var content = Transcript.Join(secret, Encoding.UTF8.GetBytes(id), pidHospital.ToArray(), author.ToArray());
        var x = Sealing.Seal(hospital, Purpose, content, context.ToArray());
        CryptographicOperations.ZeroMemory(secret);
        CryptographicOperations.ZeroMemory(content);
        return x;
    }

    /// <summary>False when X was not sealed to this hospital for this ctx, or does not hold the four fields in their form.</summary>
    public static bool TryOpen(
        SealingKey hospital, ReadOnlySpan<byte> sealedBytes, Bytes32 context, [NotNullWhen(true)] out EvidenceContents? contents)
    {
        contents = null;
        if (!Sealing.TryOpen(hospital, Purpose, sealedBytes, context.ToArray(), out var content))
        {
            return false;
        }

        if (TrySplit(content, out var fields)
            && fields[0].Length == AlphaSize
            && PersonIdentifier.TryRead(fields[1], out var id)
            && fields[2].Length == PseudoIdentity.Size
            && fields[3].Length == Bytes32.Size)
        {
            contents = new EvidenceContents(fields[0], id, fields[2], new Bytes32(fields[3]));
        }

        CryptographicOperations.ZeroMemory(content);
        return contents is not null;
    }

    private static bool TrySplit(ReadOnlySpan<byte> joined, out byte[][] fields)
    {
        fields = new byte[Fields][];
        for (var i = 0; i < Fields; i++)
        {
            if (joined.Length < 4 || BinaryPrimitives.ReadUInt32BigEndian(joined) > joined.Length - 4)
            {
                return false;
            }

            var length = BinaryPrimitives.ReadInt32BigEndian(joined);
            fields[i] = joined.Slice(4, length).ToArray();
            joined = joined[(4 + length)..];
        }

        return joined.IsEmpty;
    }

    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> alpha) => alpha.Length == AlphaSize
        ? alpha
        : throw new ArgumentException($"α has {AlphaSize} bytes", nameof(alpha));
}

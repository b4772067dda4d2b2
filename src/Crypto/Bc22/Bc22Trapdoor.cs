using System.Diagnostics.CodeAnalysis;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Bc22;

/// <summary>
/// A patient's permission to find the capsules of one visit: T = HashToG2("BC22-H0"; α)^{p_j}, 96 bytes (crypto.md §6).
/// </summary>
public sealed class Bc22Trapdoor
{
    /// <summary>Bytes of an encoding.</summary>
    public const int Size = G2.Size;

    private readonly G2 t;

    private Bc22Trapdoor(G2 t) => this.t = t;

    /// <summary>The 96 bytes of this trapdoor.</summary>
    public ReadOnlySpan<byte> Encoded => t.Encoded;

    /// <summary>Reads 96 bytes; false for another length or when the point does not decode.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Bc22Trapdoor? trapdoor)
    {
        trapdoor = G2.TryDecode(bytes, out var t) ? new Bc22Trapdoor(t) : null;
        return trapdoor is not null;
    }

    /// <summary>Made by the patient, who knows α and p_j.</summary>
    public static Bc22Trapdoor Make(SecretScalar visitKey, ReadOnlySpan<byte> alpha) => new(Bc22Hashes.OfEvidence(alpha).Power(visitKey));

    /// <summary>Whether the capsule, under the key of <paramref name="secret"/>, is of the trapdoor's visit.</summary>
    public static bool Test(SecretScalar secret, VerifiedBc22Capsule capsule, Bc22Trapdoor trapdoor) =>
        Bc22Hashes.Tag(Pairing.Of(Bc22Encryption.Opened(secret, capsule), trapdoor.t.Point)) == capsule.Capsule.Tag;
}

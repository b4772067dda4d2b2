using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HospitalChain.Crypto;

/// <summary>
/// PID = seal(to, "PID"; ID ⊕ λ ‖ λ) (crypto.md §3): opaque to everyone but the holder of <c>to</c>, which is the system
/// manager for a hospital and the hospital for a patient. Made fresh for every visit.
/// </summary>
public static class PseudoIdentity
{
    /// <summary>Bytes of a pseudo-identity.</summary>
    public const int Size = Sealing.OverheadBytes + (2 * PersonIdentifier.BytesMax);

    private const string Purpose = "PID";

    /// <exception cref="ArgumentException">Not a <see cref="PersonIdentifier"/>: check what a person typed first.</exception>
    public static byte[] Make(string id, SealingPublicKey to)
    {
        Span<byte> content = stackalloc byte[2 * PersonIdentifier.BytesMax];
        var masked = content[..PersonIdentifier.BytesMax];
        if (!PersonIdentifier.TryPad(id, masked))
        {
            throw new ArgumentException("not an identifier of 1 to 32 bytes without NUL", nameof(id));
        }

        var mask = content[PersonIdentifier.BytesMax..];
        RandomNumberGenerator.Fill(mask);
        Xor(masked, mask);
        var pid = Sealing.Seal(to, Purpose, content, default);
        CryptographicOperations.ZeroMemory(content);
        return pid;
    }

    /// <summary>False when it was not made for this key, or its content is no identifier.</summary>
    public static bool TryOpen(SealingKey key, ReadOnlySpan<byte> pid, [NotNullWhen(true)] out string? id)
    {
        id = null;
        if (pid.Length != Size || !Sealing.TryOpen(key, Purpose, pid, default, out var content))
        {
            return false;
        }

        var masked = content.AsSpan(0, PersonIdentifier.BytesMax);
        Xor(masked, content.AsSpan(PersonIdentifier.BytesMax));
        var read = PersonIdentifier.TryUnpad(masked, out id);
        CryptographicOperations.ZeroMemory(content);
        return read;
    }

    private static void Xor(Span<byte> target, ReadOnlySpan<byte> mask)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] ^= mask[i];
        }
    }
}

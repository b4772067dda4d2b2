using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Flows;

/// <summary>A second owner of a secret exponent, so that either may be disposed alone.</summary>
internal static class SecretCopy
{
    [return: NotNullIfNotNull(nameof(secret))]
    public static SecretScalar? Of(SecretScalar? secret)
    {
        if (secret is null)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[SecretScalar.Size];
        secret.CopyTo(bytes);
        var copied = SecretScalar.TryDecode(bytes, out var copy);
        CryptographicOperations.ZeroMemory(bytes);
        return copied ? copy! : throw new InvalidOperationException("a secret exponent does not decode from its own bytes");
    }
}

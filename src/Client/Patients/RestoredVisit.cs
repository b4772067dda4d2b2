using System.Security.Cryptography;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Patients;

/// <summary>The keys of a visit whose keystore was lost: x_j ‖ the escrow's seeds, 160 bytes.</summary>
internal sealed class RestoredVisit(ReadOnlyMemory<byte> bytes)
{
    private const int Part = 32;

    public SecretScalar Key() => SecretScalar.TryDecode(At(0), out var key) ? key : throw Damaged();

    public SigningKey Signing() => SigningKey.TryDecode(At(1), out var key) ? key : throw Damaged();

    public SealingKey Sealing() => SealingKey.DeriveFromIkm(At(2));

    public P21KeyPair Receiving() => P21KeyPair.TryDecode(At(3), At(4), out var pair) ? pair : throw Damaged();

    private ReadOnlySpan<byte> At(int index) => bytes.Length == 5 * Part ? bytes.Span.Slice(index * Part, Part) : throw Damaged();

    private static CryptographicException Damaged() => new("a restored visit does not have its keys");
}

using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Bc22;

/// <summary>A doctor's secret (d1, d2, d3) for ordered multisignatures (crypto.md §6). Owns and disposes its scalars.</summary>
public sealed class MultisignatureKey : IDisposable
{
    /// <param name="d1">Signs the commitments.</param>
    /// <param name="d2">With <paramref name="d3"/> signs the place in the order.</param>
    /// <param name="d3">See <paramref name="d2"/>.</param>
    public MultisignatureKey(SecretScalar d1, SecretScalar d2, SecretScalar d3)
    {
        (D1, D2, D3) = (d1, d2, d3);
        PublicKey = new MultisignaturePublicKey(
            GeneratorPower(d1), d2.PublicKey(), d3.PublicKey(), GeneratorPower(d2), GeneratorPower(d3));
    }

    /// <summary>The public key that belongs to this secret.</summary>
    public MultisignaturePublicKey PublicKey { get; }

    internal SecretScalar D1 { get; }

    internal SecretScalar D2 { get; }

    internal SecretScalar D3 { get; }

    public void Dispose()
    {
        D1.Dispose();
        D2.Dispose();
        D3.Dispose();
    }

    public override string ToString() => "Secret(96)";

    private static G2 GeneratorPower(SecretScalar exponent) => new(FixedBases.G2.Multiply(exponent.LittleEndian));
}

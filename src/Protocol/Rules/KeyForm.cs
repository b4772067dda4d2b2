namespace HospitalChain.Protocol.Rules;

/// <summary>What an encoded key must decode to.</summary>
public enum KeyForm
{
    /// <summary>BIP-340 x-only public key, 32 bytes.</summary>
    Signing,

    /// <summary>Uncompressed P-256 point, 65 bytes.</summary>
    Sealing,

    /// <summary>Two compressed secp256k1 points, 66 bytes.</summary>
    P21,

    /// <summary>Compressed point of G1, 48 bytes.</summary>
    G1,

    /// <summary>Compressed secp256k1 point, 33 bytes.</summary>
    Secp,
}

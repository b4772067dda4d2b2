using System.Security.Cryptography;

namespace HospitalChain.Crypto;

/// <summary>What X held: claims of the doctor who sealed it, for the hospital to compare with what it issued.</summary>
public sealed class EvidenceContents
{
    private readonly byte[] alpha;

    internal EvidenceContents(byte[] alpha, string id, byte[] pidHospital, Bytes32 author)
    {
        this.alpha = alpha;
        Id = id;
        PidHospital = pidHospital;
        Author = author;
    }

    /// <summary>The patient's identifier.</summary>
    public string Id { get; }

    /// <summary>PID_i of the hospital.</summary>
    public ReadOnlyMemory<byte> PidHospital { get; }

    /// <summary>The doctor's signing key.</summary>
    public Bytes32 Author { get; }

    /// <summary>α, <see cref="Evidence.AlphaSize"/> bytes.</summary>
    public ReadOnlySpan<byte> Alpha => alpha;

    /// <summary>Compares α in constant time.</summary>
    public bool HasAlpha(ReadOnlySpan<byte> issued) => CryptographicOperations.FixedTimeEquals(alpha, issued);

    public override string ToString() => "EvidenceContents"; // never α or the identifier
}

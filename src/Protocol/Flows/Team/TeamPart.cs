using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>What one doctor of a team wrote, and the salt of its commitment.</summary>
/// <param name="Salt">32 random bytes.</param>
/// <param name="Message">The doctor's part.</param>
public sealed record TeamPart(Bytes32 Salt, ReadOnlyMemory<byte> Message)
{
    /// <summary>D = Kdf("BC22-COMMIT", 32; salt, m).</summary>
    public Bytes32 Commitment => TeamStatement.Commit(Salt, Message.Span);

    public override string ToString() => "TeamPart"; // never what it says
}

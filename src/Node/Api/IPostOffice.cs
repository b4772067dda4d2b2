using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Node.Api;

/// <summary>Mail of the node's own services: what they send finds its way to the recipient's node, and they have boxes like anyone.</summary>
public interface IPostOffice
{
    /// <summary>Null when the recipient's node has it for good, else why not.</summary>
    Task<Refusal?> PostAsync(SignedMail mail, Bytes32 recipientChain, CancellationToken cancellation);

    /// <summary>A box on this node, the oldest letter first.</summary>
    IReadOnlyList<BoxLetter> Read(Bytes32 box, int lettersMax);

    /// <summary>Takes a letter out of a box.</summary>
    void Remove(Bytes32 box, Bytes32 id);
}

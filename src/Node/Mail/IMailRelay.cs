using HospitalChain.Crypto;
using HospitalChain.Node.Problems;

namespace HospitalChain.Node.Mail;

/// <summary>Where boxes are kept, and the way to those kept elsewhere: between hospitals it leads through the system manager's node.</summary>
public interface IMailRelay
{
    /// <summary>Whether the boxes of this chain's keys are kept on this node.</summary>
    bool IsHome(Bytes32 chainId);

    /// <summary>Hands a checked letter on and waits until the recipient's node has it; null when it does, else why not.</summary>
    ValueTask<HttpRefusal?> RelayAsync(MailLetter letter, CancellationToken cancellation);
}

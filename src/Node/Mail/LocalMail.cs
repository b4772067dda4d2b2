using HospitalChain.Crypto;
using HospitalChain.Node.Problems;

namespace HospitalChain.Node.Mail;

/// <summary>The relay of a node that keeps every box itself.</summary>
public sealed class LocalMail : IMailRelay
{
    public bool IsHome(Bytes32 chainId) => true;

    public ValueTask<HttpRefusal?> RelayAsync(MailLetter letter, CancellationToken cancellation) => ValueTask.FromResult<HttpRefusal?>(MailRefusals.NoRoute);
}

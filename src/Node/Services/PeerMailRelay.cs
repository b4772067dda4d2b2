using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Login;
using HospitalChain.Node.Mail;
using HospitalChain.Node.Problems;

namespace HospitalChain.Node.Services;

/// <summary>
/// Mail between nodes (chain.md §7). A chain's boxes are kept by its supernode. A letter goes there at once if this node
/// follows that chain, else through the system manager's node, which follows all. A letter is taken from the system
/// manager, or from any known node when its sender is known here: nobody else can vouch for a sender.
/// </summary>
public sealed class PeerMailRelay(ILedgers ledgers, IKeyDirectory directory, PeerExchange exchange) : IMailRelay
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private Bytes32? Manager => ledgers.Registry?.State.Genesis.Supernode.TlsFingerprint;

    public bool IsHome(Bytes32 chainId) => ledgers.Find(chainId) is { IsSupernode: true };

    public async ValueTask<HttpRefusal?> RelayAsync(MailLetter letter, CancellationToken cancellation)
    {
        foreach (var hop in Hops(letter.RecipientChain))
        {
            if (await exchange.AskAsync(hop, letter.Encode(), Patience, cancellation) is { } answer && RelayReceipt.TryRead(answer.Span, out var refusal))
            {
                return refusal;
            }
        }

        // The system manager's node knows every chain's keys.
        return letter.RecipientChain.IsZero && ledgers.Registry is { IsSupernode: true } ? MailRefusals.UnknownRecipient : MailRefusals.NoRoute;
    }

    /// <summary>Begins to take letters that other nodes hand on.</summary>
    public void Start(MailOffice office) => exchange.Start(async (peer, payload, cancellation) =>
        RelayReceipt.Write(MailLetter.Decode(payload.Span) is { } letter ? await TakeAsync(office, peer, letter, cancellation) : MailRefusals.BadPurpose));

    private async Task<HttpRefusal?> TakeAsync(MailOffice office, Bytes32 peer, MailLetter letter, CancellationToken cancellation)
    {
        var fromManager = peer == Manager;
        if (!fromManager && directory.RoleOf(letter.SenderChain, letter.Sender) is null)
        {
            return MailRefusals.UnknownSender;
        }

        if (letter.RecipientChain.IsZero)
        {
            if (directory.HomeOf(letter.Recipient) is not { } home)
            {
                return MailRefusals.UnknownRecipient;
            }

            letter = letter with { RecipientChain = home };
        }

        return IsHome(letter.RecipientChain) ? office.AcceptRelayed(letter)
            : fromManager ? MailRefusals.NoRoute // what it sends here has arrived, or is lost: never in a circle
            : await office.PostAsync(letter, cancellation);
    }

    private IEnumerable<Bytes32> Hops(Bytes32 chainId)
    {
        var home = ledgers.Find(chainId)?.State.Genesis.Supernode.TlsFingerprint;
        if (home is { } supernode)
        {
            yield return supernode;
        }

        if (Manager is { } manager && manager != home && ledgers.Registry is { IsSupernode: false })
        {
            yield return manager;
        }
    }
}

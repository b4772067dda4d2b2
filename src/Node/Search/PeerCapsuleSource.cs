using HospitalChain.Node.Api;
using HospitalChain.Node.Services;

namespace HospitalChain.Node.Search;

/// <summary>Asks the system manager's node over the peer network.</summary>
internal sealed class PeerCapsuleSource(PeerExchange exchange, ILedgers ledgers) : ICapsuleSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<VisitCapsules?> AskAsync(CapsuleQuestion question, CancellationToken cancellation)
    {
        if (ledgers.Registry?.State.Genesis.Supernode.TlsFingerprint is not { } manager)
        {
            return null;
        }

        var answer = await exchange.AskAsync(manager, question.ToBytes(), Patience, cancellation);
        return answer is { } bytes ? VisitCapsules.Parse(bytes.Span).Value : null;
    }
}

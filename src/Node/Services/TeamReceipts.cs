using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Content;
using HospitalChain.Node.Login;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Rules;

namespace HospitalChain.Node.Services;

/// <summary>The cloud's check before its receipt confirms a team's content (chain.md §4.2), on its own verified copy of the chain.</summary>
internal static class TeamReceipts
{
    public static Refusal? Check(ILedgers ledgers, Caller caller, ReceiptRequest request, Bytes32 sha256)
    {
        if (ledgers.Find(request.ChainId) is not { } ledger)
        {
            return Refusals.ChainUnknown.With(request.ChainId.ToString());
        }

        return TeamConfirmation.Refuses(ledger.State, request.Sid ?? default, caller.Key, sha256, out var context) is { } refusal ? refusal
            : context != request.Context ? Refusals.TeamMismatch.With("ctx of the receipt")
            : null;
    }
}

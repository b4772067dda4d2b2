using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Login;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Rules;

namespace HospitalChain.Node.Services;

/// <summary>The cloud's check before its receipt confirms a team's content (chain.md §4.2), on its own verified copy of the chain.</summary>
internal static class TeamReceipts
{
    public static Refusal? Check(ILedgers ledgers, Caller caller, Bytes32 chainId, Bytes32 sid, Bytes32 sha256, out Bytes32 context)
    {
        context = default;
        return ledgers.Find(chainId) is { } ledger
            ? TeamConfirmation.Refuses(ledger.State, sid, caller.Key, sha256, out context)
            : Refusals.ChainUnknown.With(chainId.ToString());
    }
}

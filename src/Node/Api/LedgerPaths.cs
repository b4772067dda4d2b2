using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Api;

/// <summary>What stands in the paths of the chains' endpoints.</summary>
internal static class LedgerPaths
{
    /// <summary>The chain of a path, or why there is none.</summary>
    public static Refusal? Find(ILedgers ledgers, string chainId, out ILedger? ledger)
    {
        ledger = null;
        if (!Bytes32.TryParse(chainId, out var parsed))
        {
            return Refusals.Malformed.With("a chain id is 64 hexadecimal digits");
        }

        ledger = ledgers.Find(parsed);
        return ledger is null ? Refusals.ChainUnknown.With(chainId) : null;
    }

    /// <summary>Reads a PID of a path.</summary>
    public static bool TryReadPid(string hex, out byte[] pid)
    {
        pid = new byte[RecordLimits.PidBytes];
        return hex.Length == 2 * RecordLimits.PidBytes
            && Convert.FromHexString(hex, pid, out _, out _) == System.Buffers.OperationStatus.Done;
    }
}

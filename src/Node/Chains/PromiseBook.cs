using HospitalChain.Consensus;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Storage.Chains;

namespace HospitalChain.Node.Chains;

/// <summary>
/// Signed promises. The supernode keeps only their times, with the record, and signs the same promise whenever it is
/// asked; a follower keeps what the supernode signed.
/// </summary>
internal sealed class PromiseBook(Bytes32 chainId, PoolStore pool, ChainSigner? signer)
{
    /// <summary>The promise behind an answer; null where there is none.</summary>
    public Promise? Of(SubmissionAnswer answer) =>
        answer.Status != SubmissionStatus.Promised ? null
        : signer is null ? pool.PromiseOf(answer.RecordId)
        : signer.Promise(chainId, answer.RecordId, answer.PromiseTimeMillis, answer.PromiseDeadlineMillis);
}

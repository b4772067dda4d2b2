using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Node.Tests.Chains;

/// <summary>Waits for the promise of one record.</summary>
internal sealed class PromiseSeen(Bytes32 recordId) : IChainObserver
{
    private readonly TaskCompletionSource<Promise> promise = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Promise> Promise => promise.Task;

    public void RecordPromised(ChainHost chain, Promise given)
    {
        if (given.RecordId == recordId)
        {
            promise.TrySetResult(given);
        }
    }
}

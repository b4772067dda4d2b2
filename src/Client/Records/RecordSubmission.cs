using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Records;

/// <summary>
/// Brings a record to its chain and, where asked, waits for its block. A promise is checked before it is believed, and kept;
/// on the way older ones whose deadline is past are looked at.
/// </summary>
public sealed class RecordSubmission(ClientSession session)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    /// <param name="record">Signed.</param>
    /// <param name="identity">Who submits.</param>
    /// <param name="wait">How long to wait for its block; zero or less for not at all.</param>
    /// <param name="cancellation">Stops waiting; the record stays submitted.</param>
    /// <exception cref="RefusedException">Refused at once, or rejected by the hospital while this waited.</exception>
    public async Task<RecordStatus> SubmitAsync(Record record, LoginIdentity identity, TimeSpan wait, CancellationToken cancellation)
    {
        await session.Promises.SettleInPassingAsync(identity, cancellation).ConfigureAwait(false);
        return await BringAsync(record, identity, wait, cancellation).ConfigureAwait(false);
    }

    /// <summary>As <see cref="SubmitAsync"/>, and nothing else on the way.</summary>
    internal async Task<RecordStatus> BringAsync(Record record, LoginIdentity identity, TimeSpan wait, CancellationToken cancellation)
    {
        var node = session.Connect(session.Settings.NodeFor(record.ChainId), identity);
        var status = await node.SubmitAsync(record, cancellation).ConfigureAwait(false);
        if (status.Promise is { } bytes)
        {
            await session.Chains.CheckPromiseAsync(record.ChainId, record.Id, bytes, identity, cancellation).ConfigureAwait(false);
        }

        return await WaitAsync(record.ChainId, record.Id, status, identity, wait, cancellation).ConfigureAwait(false);
    }

    /// <summary>Asks until the record's fate is final or the time is over.</summary>
    public async Task<RecordStatus> WaitAsync(
        Bytes32 chainId, Bytes32 recordId, RecordStatus? known, LoginIdentity identity, TimeSpan wait, CancellationToken cancellation)
    {
        var node = session.Connect(session.Settings.NodeFor(chainId), identity);
        var status = known ?? await node.RecordStatusAsync(chainId, recordId, cancellation).ConfigureAwait(false);
        var end = session.Time.GetUtcNow() + wait;
        while (!status.IsFinal && session.Time.GetUtcNow() < end)
        {
            await Task.Delay(PollInterval, session.Time, cancellation).ConfigureAwait(false);
            status = await node.RecordStatusAsync(chainId, recordId, cancellation).ConfigureAwait(false);
        }

        if (status.Status == RecordStatus.Rejected)
        {
            var code = status.Code ?? string.Empty;
            throw new RefusedException(Refusals.Find(code)?.With($"record {recordId} was rejected") ?? ClientRefusals.Rejected.With($"record {recordId}: {code}"));
        }

        if (status.Height is { } height)
        {
            session.Guard.Expect(chainId, height);
        }

        return status;
    }
}

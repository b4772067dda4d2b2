using System.Security.Cryptography;
using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Client.Supervision;

/// <summary>
/// Every promise that a supernode gave this party, durable until its record is proven decided (chain.md §4.1). One that a HEAD
/// shows broken is reported by itself, at the next occasion after its deadline; the evidence is kept beside it.
/// </summary>
public sealed class PromiseKeeper(ClientSession session)
{
    /// <summary>Promises looked at on one occasion: keeping them never holds up what the party is doing.</summary>
    private const int AtOnceMax = 32;

    private const string Folder = "promises";
    private const string BrokenFolder = "broken-promises";

    private Bytes32 lookedAt = new(RandomNumberGenerator.GetBytes(Bytes32.Size)); // a session that ends soon begins anywhere

    /// <summary>Keeps a promise that was checked.</summary>
    public void Keep(Promise promise) => session.Folder.Write(NameOf(Folder, promise.RecordId), promise.ToBytes());

    /// <summary>Those not proven kept or broken yet.</summary>
    public IReadOnlyList<Promise> Open() =>
        [.. session.Folder.Names(Folder).Select(name => session.Folder.Read(Path.Combine(Folder, name)) is { } bytes ? Promise.Parse(bytes).Value : null).OfType<Promise>()];

    /// <summary>Looks at every promise whose deadline is past.</summary>
    /// <returns>Record ids and reports of those that were broken.</returns>
    /// <exception cref="RefusedException">Of the first that could not be looked at, where none was found broken.</exception>
    public async Task<IReadOnlyList<BrokenPromise>> SettleAsync(LoginIdentity identity, CancellationToken cancellation)
    {
        var broken = new List<BrokenPromise>();
        RefusedException? refused = null;
        foreach (var promise in Due())
        {
            lookedAt = promise.RecordId;
            try
            {
                if (await SettleAsync(promise, identity, cancellation).ConfigureAwait(false) is { } found)
                {
                    broken.Add(found);
                }
            }
            catch (RefusedException one)
            {
                refused ??= one; // it is still on the disk, and says nothing of the others
            }
        }

        return broken.Count == 0 && refused is not null ? throw refused : broken;
    }

    /// <summary>Those past their deadline that follow the last one looked at: none waits for ever behind others.</summary>
    private Promise[] Due() =>
    [
        .. Open().Where(promise => promise.DeadlineMillis < session.NowMillis)
            .OrderBy(promise => promise.RecordId.CompareTo(lookedAt) <= 0).ThenBy(promise => promise.RecordId).Take(AtOnceMax),
    ];

    private async Task<BrokenPromise?> SettleAsync(Promise promise, LoginIdentity identity, CancellationToken cancellation)
    {
        if (await EvidenceAsync(promise, identity, cancellation).ConfigureAwait(false) is not { } evidence)
        {
            return null;
        }

        session.Folder.Write(NameOf(BrokenFolder, promise.RecordId), evidence.ToBytes());
        var report = await new Reporting(session).ReportAsync(evidence, identity, TimeSpan.Zero, cancellation).ConfigureAwait(false);
        session.Folder.Delete(NameOf(Folder, promise.RecordId));
        return new BrokenPromise(promise.RecordId, promise.ChainId, promise.DeadlineMillis, report);
    }

    /// <summary>As <see cref="SettleAsync(LoginIdentity, CancellationToken)"/>, beside something else: where no node answers, or one refuses, the next occasion tries again.</summary>
    public async Task SettleInPassingAsync(LoginIdentity identity, CancellationToken cancellation)
    {
        try
        {
            await SettleAsync(identity, cancellation).ConfigureAwait(false);
        }
        catch (RefusedException)
        {
            return; // the promises are still on the disk
        }
    }

    /// <summary>What the chain shows against a promise; one that was kept is forgotten.</summary>
    private async Task<BrokenPromiseEvidence?> EvidenceAsync(Promise promise, LoginIdentity identity, CancellationToken cancellation)
    {
        var proof = await session.Chains.ProofAsync(promise.ChainId, StateKinds.Record, promise.RecordId.ToArray(), identity, cancellation).ConfigureAwait(false);
        if (proof.Value is not null)
        {
            session.Folder.Delete(NameOf(Folder, promise.RecordId));
            return null;
        }

        var genesis = await session.Chains.GenesisAsync(promise.ChainId, identity, cancellation).ConfigureAwait(false);
        var head = await session.Connect(session.Settings.NodeFor(promise.ChainId), identity).HeadAsync(promise.ChainId, cancellation).ConfigureAwait(false);
        var evidence = new BrokenPromiseEvidence(genesis, promise, head, proof);
        return evidence.Refuses() is null ? evidence : null;
    }

    private static string NameOf(string folder, Bytes32 recordId) => Path.Combine(folder, recordId.ToString());
}

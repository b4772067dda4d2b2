using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Trust;

/// <summary>
/// Which head of a chain the client goes by: the newest one that continues what it saw before, that as many independent
/// witnesses cosigned as the profile demands, and where it matters one that is fresh. A node that is a moment behind is
/// given that moment.
/// </summary>
public sealed class HeadGuard(ClientSession session)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<Bytes32, ulong> expected = [];
    private readonly WitnessRegister witnesses = new(session);

    /// <summary>A node said that a block of this height is there: a lower head is not gone by in this session.</summary>
    public void Expect(Bytes32 chainId, ulong height) => expected[chainId] = Math.Max(height, expected.GetValueOrDefault(chainId));

    /// <summary>The head to go by.</summary>
    /// <param name="genesis">The chain's genesis, trusted.</param>
    /// <param name="identity">Who asks.</param>
    /// <param name="fresh">It must be signed no longer ago than the chain allows: for what stands now, not for what happened once.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <param name="at">Another node than the profile's for the chain.</param>
    /// <exception cref="RefusedException">SPLIT_VIEW, HEAD_TOO_OLD, WITNESSES_MISSING, or what the node refuses.</exception>
    public async Task<HeadUpdate> NewestAsync(Genesis genesis, LoginIdentity? identity, bool fresh, CancellationToken cancellation, NodeAddress? at = null)
    {
        var node = session.Connect(at ?? session.Settings.NodeFor(genesis.ChainId), identity);
        var end = session.Time.GetUtcNow() + Patience;
        while (true)
        {
            Func<RefusedException> refused;
            try
            {
                var update = await node.HeadUpdateAsync(genesis.ChainId, session.Settings.Witnesses, session.Heads.Newest(genesis.ChainId)?.Height, cancellation).ConfigureAwait(false);
                if (await RefusalOfAsync(genesis, update, identity, fresh, cancellation).ConfigureAwait(false) is not { } refusal)
                {
                    return update;
                }

                refused = refusal;
            }
            catch (RefusedException waits) when (waits.Refusal.Reason == Refusals.WitnessesMissing)
            {
                refused = () => waits;
            }

            if (session.Time.GetUtcNow() >= end)
            {
                throw refused();
            }

            await Task.Delay(PollInterval, session.Time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// How far each witness is that the node knows and the profile takes: the supernode's and the witness's signatures checked, who
    /// answers for it looked up on the registry. One that does not count is left out; a wrong signature is a lie.
    /// </summary>
    /// <exception cref="RefusedException">SEAL_INVALID.</exception>
    public async Task<IReadOnlyList<WitnessView>> WitnessesAsync(Genesis genesis, LoginIdentity? identity, CancellationToken cancellation)
    {
        var node = session.Connect(session.Settings.NodeFor(genesis.ChainId), identity);
        var views = new List<WitnessView>();
        foreach (var cosigned in await node.WitnessesAsync(genesis.ChainId, cancellation).ConfigureAwait(false))
        {
            if (cosigned.Head.ChainId != genesis.ChainId || !cosigned.Head.SignatureIsValid(genesis.Supernode.Signing))
            {
                throw new RefusedException(Refusals.SealInvalid.With($"head {cosigned.Head.Height}"));
            }

            foreach (var cosignature in cosigned.Cosignatures)
            {
                if (!cosignature.SignatureIsValid())
                {
                    throw new RefusedException(Refusals.SealInvalid.With($"cosignature of head {cosigned.Head.Height}"));
                }

                var enrolment = await witnesses.EnrolmentAsync(cosignature.Witness, identity, cancellation).ConfigureAwait(false);
                if (WitnessRules.PartyOf(genesis, cosignature.Witness, enrolment) is { } party)
                {
                    views.Add(new WitnessView(cosignature.Witness, party, cosigned.Head));
                }
            }
        }

        return views;
    }

    /// <summary>Why not this one, where waiting may help; what waiting does not help throws.</summary>
    private async Task<Func<RefusedException>?> RefusalOfAsync(Genesis genesis, HeadUpdate update, LoginIdentity? identity, bool fresh, CancellationToken cancellation)
    {
        if (!session.Heads.Continues(genesis, update))
        {
            return () => session.Heads.Behind(update.Head.Head);
        }

        if (await WitnessesMissingAsync(genesis, update.Head, identity, cancellation).ConfigureAwait(false) is { } missing)
        {
            return () => new RefusedException(missing);
        }

        session.Heads.Remember(update.Head.Head); // what nobody stands behind is not remembered either
        if (fresh && HeadAge.Refuses(update.Head.Head, genesis.Parameters, session.NowMillis) is { } age)
        {
            return () => new RefusedException(age); // a supernode that is busy signs its next one late
        }

        var height = update.Head.Head.Height;
        return height >= expected.GetValueOrDefault(genesis.ChainId)
            ? null
            : () => new RefusedException(Refusals.HeadTooOld.With($"no head yet of block {expected[genesis.ChainId]}, which the node says is there"));
    }

    /// <summary>Looks witnesses up one by one until there are enough.</summary>
    private async Task<Refusal?> WitnessesMissingAsync(Genesis genesis, CosignedHead head, LoginIdentity? identity, CancellationToken cancellation)
    {
        var required = session.Settings.Witnesses;
        var known = new Dictionary<Bytes32, EnrolmentEntry>();
        foreach (var cosignature in head.Cosignatures)
        {
            if (WitnessCheck.Refuses(genesis, head, required, known.GetValueOrDefault) is null)
            {
                return null;
            }

            if (await witnesses.EnrolmentAsync(cosignature.Witness, identity, cancellation).ConfigureAwait(false) is { } enrolment)
            {
                known[cosignature.Witness] = enrolment;
            }
        }

        return WitnessCheck.Refuses(genesis, head, required, known.GetValueOrDefault);
    }
}

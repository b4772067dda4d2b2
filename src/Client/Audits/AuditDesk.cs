using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Patients;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Audit;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Audits;

/// <summary>
/// Who accessed what, when, under which grant and purpose: read from every block of a chain up to its newest HEAD, so a
/// node can leave nothing out. A patient's export holds what one visit's grants let be read, and is signed by that visit.
/// </summary>
public sealed class AuditDesk(ClientSession session)
{
    /// <summary>Exports the accesses of a whole chain, or of one visit's grants.</summary>
    public async Task<AuditFiles> ExportAsync(Bytes32 chainId, VisitNote? visit, AuditFormat format, CancellationToken cancellation)
    {
        var identity = visit is null ? session.OwnIdentity() : new PatientVisits(session).IdentityOf(visit);
        var genesis = await session.Chains.GenesisAsync(chainId, identity, cancellation).ConfigureAwait(false);
        var node = session.Connect(session.Settings.NodeFor(chainId), identity);
        var head = (await session.Guard.NewestAsync(genesis, identity, fresh: false, cancellation).ConfigureAwait(false)).Head.Head;
        var (accesses, grants, places) = await ReadAsync(node, genesis, head, cancellation).ConfigureAwait(false);
        var subjects = await SubjectsAsync(node, chainId, accesses, places, cancellation).ConfigureAwait(false);
        var trail = AuditTrail.From(genesis, accesses, grants, subjects).OrRefuse();
        trail = visit is null ? trail : trail.Of(identity.Key.PublicKey);
        var about = trail.Lines.Select(line => line.Request.RecordId).ToHashSet();
        var told = trail.Lines.Select(line => line.AccessId).ToHashSet();
        var named = trail.Lines.Select(line => line.Request.GrantId).ToHashSet();
        var file = AuditExport.Write(trail, format);
        return new AuditFiles(
            file,
            AuditExport.Sign(file, format, chainId, identity.Key),
            new AuditProofs([.. accesses.Where(proof => told.Contains(proof.Record.Id))], [.. grants.Where(proof => named.Contains(proof.Record.Id))], places.Of(about, subjects)),
            trail.Lines.Count,
            head.Height);
    }

    /// <summary>The records that were asked for, and those of their folders and visits.</summary>
    private static async Task<IReadOnlyList<RecordProof>> SubjectsAsync(
        NodeConnection node, Bytes32 chainId, IEnumerable<RecordProof> accesses, SubjectPlaces places, CancellationToken cancellation)
    {
        var wanted = places.Needed(accesses.Select(proof => ((Access)proof.Record.Body).Request.RecordId));
        var subjects = new List<RecordProof>();
        foreach (var height in wanted.Values.Distinct().Order())
        {
            var block = await node.BlockAsync(chainId, height, cancellation).ConfigureAwait(false);
            for (var i = 0; i < block.Records.Count; i++)
            {
                if (wanted.ContainsKey(block.Records[i].Id))
                {
                    subjects.Add(RecordProof.Of(block, i, head: null));
                }
            }
        }

        return subjects;
    }

    /// <summary>Block by block from the genesis to the HEAD, each following the one before and holding the records its header counts.</summary>
    private static async Task<(List<RecordProof> Accesses, List<RecordProof> Grants, SubjectPlaces Places)> ReadAsync(
        NodeConnection node, Genesis genesis, SignedHead head, CancellationToken cancellation)
    {
        var (accesses, grants, places) = (new List<RecordProof>(), new List<RecordProof>(), new SubjectPlaces());
        var previous = ChainState.AtGenesis(genesis).Head.Hash;
        for (ulong height = 1; height <= head.Height; height++)
        {
            var block = await node.BlockAsync(genesis.ChainId, height, cancellation).ConfigureAwait(false);
            if (block.Header.ChainId != genesis.ChainId || block.Header.Height != height || block.Header.Previous != previous
                || block.Header.RecordsRoot != Block.RecordsRootOf(block.Records))
            {
                throw new RefusedException(Refusals.ProofInvalid.With($"block {height} does not follow the one before it"));
            }

            previous = block.Header.Hash;
            for (var i = 0; i < block.Records.Count; i++)
            {
                places.Note(block.Records[i], height);
                (block.Records[i].Body switch { Access => accesses, Grant or BreakGlassOpen => grants, _ => null })?.Add(RecordProof.Of(block, i, head: null));
            }
        }

        return previous == head.HeaderHash ? (accesses, grants, places) : throw new RefusedException(Refusals.ProofInvalid.With($"the blocks do not lead to head {head.Height}"));
    }
}

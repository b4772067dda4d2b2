using HospitalChain.Client;
using HospitalChain.Client.Http;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Trust;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;

namespace HospitalChain.Devnet.Day;

/// <summary>A doctor goes by nothing that two parties beside the hospital did not cosign, and notices a second history.</summary>
internal sealed class Witnesses(Scene scene)
{
    private const string Ada = "ada";

    public async Task PlayAsync()
    {
        scene.Report.Chapter("Witnesses stand behind the hospital's chain, and a second history is noticed");
        var doctor = scene.Network.Doctor(Ada, NodeName.HospitalA);
        var session = doctor.Session;
        session.Change(settings => settings with { Witnesses = 2 });
        var genesis = scene.Network.ChainA;
        var head = await session.Guard.NewestAsync(genesis, session.OwnIdentity(), fresh: true, CancellationToken.None);
        var cosigners = head.Head.Cosignatures.Select(cosignature => cosignature.Witness).ToArray();
        Bytes32[] expected = [scene.Network.Owner(NodeName.Manager).Key, scene.Network.Owner(NodeName.Cloud).Key];
        scene.Report.Check(!expected.Except(cosigners).Any(), "a doctor demands two witnesses and gets the system manager's and the cloud's cosignatures");
        var own = await session.Chains.EnrolmentAsync(genesis.ChainId, doctor.Key, session.OwnIdentity(), CancellationToken.None);
        scene.Report.Check(own is not null, "she proves her own enrolment under a head that they cosigned");

        var other = scene.Network.Owner(NodeName.HospitalB).Session;
        var proof = await new ProofDesk(other).DoctorAsync(genesis.ChainId, doctor.Key, other.OwnIdentity(), CancellationToken.None);
        var proven = DoctorProof.Parse(proof.ToBytes()).Value?.Verify(scene.Network.Registry);
        scene.Report.Check(proven is { Ok: true } held && held.Value.Key == doctor.Key, "hospital B takes a proof along that she is a doctor of hospital A, checked from the registry's genesis alone");

        using (var lied = new ClientSession(ProfileFolder.At(doctor.Folder), session.Keystore, TimeProvider.System, node => new ForkingNode(node, genesis, scene.Network.Owner(NodeName.HospitalA))))
        {
            await scene.RefusedAsync(
                Refusals.SplitView.Code,
                "a node that shows her a second history under the hospital's true seal is refused",
                () => lied.Chains.EnrolmentAsync(genesis.ChainId, doctor.Key, lied.OwnIdentity(), CancellationToken.None));
        }

        var evidence = session.Heads.Evidence().Select(file => Equivocation.Parse(File.ReadAllBytes(file)).Value).OfType<Equivocation>().ToArray();
        scene.Report.Check(evidence.Length == 1 && evidence[0].Refuses(genesis) is null, "both heads are kept and prove the lie from the genesis alone");
        var again = await session.Chains.EnrolmentAsync(genesis.ChainId, doctor.Key, session.OwnIdentity(), CancellationToken.None);
        scene.Report.Check(again is not null, "the true history is still gone by");
    }

    /// <summary>Passes everything on to the real node and puts another newest block, sealed with the hospital's key, in place of the true one.</summary>
    private sealed class ForkingNode(NodeAddress node, Genesis genesis, Person hospital) : DelegatingHandler(PinnedTransport.For(node))
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (answer.IsSuccessStatusCode && request.RequestUri!.AbsolutePath == $"/v1/chains/{genesis.ChainId}/head/cosigned")
            {
                var update = HeadUpdate.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken)).Value ?? throw new DevnetException("the node's head does not parse");
                answer.Content = new ByteArrayContent(Forge(update).ToBytes());
            }

            return answer;
        }

        private HeadUpdate Forge(HeadUpdate update)
        {
            using var seal = hospital.Keys.Signing(0);
            var (known, head) = (update.Sealed.Header, update.Head.Head);
            var header = new Header
            {
                ChainId = known.ChainId,
                Height = known.Height,
                Previous = known.Previous,
                TimeMillis = known.TimeMillis,
                Count = known.Count,
                RecordsRoot = known.StateRoot,
                HistoryRoot = known.HistoryRoot,
                StateRoot = known.StateRoot,
                RegistryHead = known.RegistryHead,
            };
            var forged = new SealedHeader(header, seal.Sign(SignedMessage.Seal(genesis.ChainId, header.Hash)));
            var message = SignedMessage.Head(genesis.ChainId, head.Height, header.Hash, head.TimeMillis);
            return new HeadUpdate(update.Head with { Head = head with { HeaderHash = header.Hash, Signature = seal.Sign(message) } }, forged, update.Since);
        }
    }
}

using HospitalChain.Client.Hospitals;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Devnet.Day;

/// <summary>The system manager enrols hospitals, cloud, proxy and an ordinary node; each hospital enrols its doctors.</summary>
internal sealed class Enrolments(Scene scene)
{
    public const string Ada = "ada";
    public const string Bea = "bea";
    public const string Chen = "chen";

    public const string Finn = "finn";

    /// <summary>Reaches the credit bound in the course of the day.</summary>
    public const string Dora = "dora";

    public async Task PlayAsync()
    {
        scene.Report.Chapter("The system manager enrols who takes part");
        var network = scene.Network;
        if (!SealingPublicKey.TryDecode(network.Registry.ManagerSealing.Span, out var manager))
        {
            throw new DevnetException("the registry's genesis is damaged");
        }

        var registry = network.Registry.ChainId;
        EnrolmentOffer[] offers =
        [
            EnrolmentOffer.OfHospital(network.Owner(NodeName.HospitalA).Keys, 0, registry, network.ChainA.ChainId, Tls(NodeName.HospitalA), "Hospital A", manager),
            EnrolmentOffer.OfHospital(network.Owner(NodeName.HospitalB).Keys, 0, registry, network.ChainB.ChainId, Tls(NodeName.HospitalB), "Hospital B", manager),
            EnrolmentOffer.OfServer(network.Owner(NodeName.Cloud).Keys, 0, registry, RecordKinds.EnrolCloud, Tls(NodeName.Cloud), owner: null),
            EnrolmentOffer.OfServer(network.Proxy().Keys, 0, registry, RecordKinds.EnrolProxy, Tls(NodeName.Manager), owner: null),
        ];
        var enrolling = new Enrolling(network.Owner(NodeName.Manager).Session);
        await EnrolAsync(enrolling, offers);
        var clinic = EnrolmentOffer.OfServer(
            network.Owner(NodeName.ClinicA).Keys, 0, registry, RecordKinds.EnrolNode, Tls(NodeName.ClinicA), network.Owner(NodeName.HospitalA).Key);
        await EnrolAsync(enrolling, [clinic]);
        scene.Report.Check(held: true, "two hospitals, a cloud, a proxy and a clinic's node are enrolled, each by keys it signed for itself");
        var (height, hash) = await scene.HeadAsync(NodeName.Manager, network.Registry, network.Owner(NodeName.Manager));
        var followed = await Scene.EventuallyAsync(async () =>
            await scene.HeadAsync(NodeName.HospitalA, network.Registry, network.Owner(NodeName.HospitalA)) == (height, hash));
        scene.Report.Check(followed, $"hospital-a follows the registry chain to height {height}");

        await Task.WhenAll(DoctorsAsync(NodeName.HospitalA, Ada, Bea, Dora, Finn), DoctorsAsync(NodeName.HospitalB, Chen));
        scene.Report.Check(held: true, "five doctors are enrolled with proofs of possession of their multisignature keys");
    }

    private Bytes32 Tls(NodeName node) => scene.Network.AddressOf(node).TlsFingerprint;

    private async Task DoctorsAsync(NodeName hospital, params string[] names)
    {
        var chain = scene.Network.ChainOf(hospital).ChainId;
        var offers = names.Select(name => EnrolmentOffer.OfDoctor(scene.Network.Doctor(name, hospital).Keys, 0, chain, "Internal medicine")).ToArray();
        await EnrolAsync(new Enrolling(scene.Network.Owner(hospital).Session), offers);
    }

    /// <summary>Submits all, then waits for their blocks.</summary>
    private static async Task EnrolAsync(Enrolling enrolling, IReadOnlyList<EnrolmentOffer> offers)
    {
        for (var i = 0; i < offers.Count; i++)
        {
            // The last one's block has the others in it or behind it.
            await enrolling.EnrolAsync(offers[i], i == offers.Count - 1 ? Scene.BlockWait : TimeSpan.Zero, CancellationToken.None);
        }
    }
}

using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Consensus.Tests.Simulation;

/// <summary>
/// Parties and records with real keys, made once for all runs of a process because encryption is the slow part. Every
/// diagnosis and every patient's name carries <see cref="Marker"/>, which no byte on a wire or a disk may contain.
/// </summary>
internal sealed class Population
{
    private const uint HourMillis = 3_600_000;

    /// <summary>Shorter than a run. An honest hospital that is cut off for longer would make evidence against itself too.</summary>
    private const uint ShortLagMillis = 40_000;

    private static readonly Lazy<Population> TenABlock = new(() => new Population(10, HourMillis));
    private static readonly Lazy<Population> ThreeABlock = new(() => new Population(3, HourMillis));
    private static readonly Lazy<Population> ShortLag = new(() => new Population(3, ShortLagMillis));

    private Population(uint recordsPerBlock, uint registryLagMaxMillis)
    {
        Marker = Convert.ToHexString(RandomNumberGenerator.GetBytes(5));
        World = new World(new ChainParameters
        {
            VerifyIntervalMillis = 2_000,
            MaxRecordWaitMillis = 4_000,
            PromiseWaitMillis = 6_000, // the least that the other two allow
            HeadIntervalMillis = 1_000,
            HeadAgeMaxMillis = 5_000,
            GraceMillis = 6_000,
            ClockSkewMaxMillis = 3_000,
            RegistryLagMaxMillis = registryLagMaxMillis,
            RecordsPerBlock = recordsPerBlock,
        });
        Doctors = [.. new[] { "ada", "bea", "cid" }.Select(World.Doctor)];
        DoctorEnrolments = [.. Doctors.Select(doctor => World.EnrolDoctor(doctor))];
        Visits = [.. Enumerable.Range(0, 5).Select(i => World.NewVisit($"{Marker}{i}"))];
        Registrations = [.. Visits.Select((visit, i) => World.RegisterVisit(visit, [Doctors[i % 3], Doctors[(i + 1) % 3]]))];
        LateCloud = new Party("late cloud");
        LateEnrolment = World.Enrol(
            new EnrolServer(RecordKinds.EnrolCloud) { Keys = LateCloud.PartyKeys, TlsFingerprint = LateCloud.TlsFingerprint, Owner = LateCloud.Key }, LateCloud);
        RegistryEnrolments = World.RegistryBlocks[0].Records;
        ClinicEnrolments = [.. Enumerable.Range(0, 3).Select(Clinic).Select(clinic => World.Enrol(
            new EnrolServer(RecordKinds.EnrolNode) { Keys = clinic.PartyKeys, TlsFingerprint = clinic.TlsFingerprint, Owner = World.Hospital.Key }, clinic))];
        Later = [.. MakeLater()];
    }

    public string Marker { get; }

    public World World { get; }

    public Party[] Doctors { get; }

    public Visit[] Visits { get; }

    public Record[] DoctorEnrolments { get; }

    public Record[] Registrations { get; }

    /// <summary>Hospital, cloud and proxy, for the registry chain.</summary>
    public IReadOnlyList<Record> RegistryEnrolments { get; }

    /// <summary>The clinics' nodes, so that they can report.</summary>
    public Record[] ClinicEnrolments { get; }

    public static Party Clinic(int number) => new($"clinic {number}");

    /// <summary>A cloud that joins while the hospital works; some receipts are its.</summary>
    public Party LateCloud { get; }

    public Record LateEnrolment { get; }

    /// <summary>Diagnoses good and bad, accesses, grants and their ends.</summary>
    public Record[] Later { get; }

    /// <summary>Bytes that must stay secret: the marker of every diagnosis and name, and every α.</summary>
    public IEnumerable<byte[]> Secrets => [System.Text.Encoding.UTF8.GetBytes(Marker), .. Visits.Select(visit => visit.Alpha)];

    public static Population Of(SimulationPlan plan) =>
        (plan.Supernode == SupernodeKind.StaleRegistry ? ShortLag : plan.Seed % 2 == 0 ? TenABlock : ThreeABlock).Value;

    private IEnumerable<Record> MakeLater()
    {
        for (var i = 0; i < 40; i++)
        {
            yield return World.Access(Doctors[i % 3], (uint)i);
        }

        for (var i = 0; i < 15; i++)
        {
            var visit = Visits[i % Visits.Length];
            var doctor = Doctors[(i + (i / 5)) % 3]; // some are not assigned
            var text = $"diagnosis {Marker} {i}";
            var good = World.Diagnose(doctor, visit, text, spoil: parts => i % 5 == 4 ? parts with { Store = LateCloud } : parts);
            yield return good;
            yield return World.Grant(visit, Doctors[(i + 2) % 3], i % 2 == 0 ? good.Id : null, share: (uint)i);
            if (i % 3 == 0)
            {
                // The capsule of another record; cid does it often enough to be expelled in some runs.
                var body = (Diagnosis)good.Body;
                var bad = Doctors[2];
                yield return World.Diagnose(bad, Visits[1 + (i / 3 % 2)], $"bad {Marker} {i}", spoil: parts => parts with { Capsule = body.Capsule.ToArray() });
                yield return World.Diagnose(bad, Visits[1 + (i / 3 % 2)], $"forged {Marker} {i}", spoil: parts => parts with { Alpha = new byte[Evidence.AlphaSize] });
            }
        }

        yield return World.CloseVisit(Visits[4]);
        yield return World.Access(Doctors[0], 99, chainId: World.RegistryGenesis.ChainId);
    }
}

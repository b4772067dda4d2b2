using System.Collections.Frozen;
using System.Collections.Immutable;
using HospitalChain.Crypto;
using HospitalChain.Node.Peers;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>
/// All machines that the registry chain enrols, in the order of their blocks, and the certificates they announced since. A
/// machine stays known by the fingerprint it was enrolled with.
/// </summary>
internal sealed class MachineRegister
{
    private readonly Dictionary<Bytes32, Bytes32> machineByKey = [];
    private readonly Dictionary<Bytes32, CertificateCourse> courses = [];
    private ImmutableList<KnownMachine> machines = [];
    private volatile FrozenDictionary<Bytes32, ShownCertificate> certificates = FrozenDictionary<Bytes32, ShownCertificate>.Empty;

    /// <param name="registry">The registry's genesis, which names the system manager's machine; null where none is followed.</param>
    public MachineRegister(Genesis? registry = null)
    {
        if (registry is not null)
        {
            machineByKey[registry.Supernode.Signing] = registry.Supernode.TlsFingerprint;
        }
    }

    public IReadOnlyList<KnownMachine> Machines => Volatile.Read(ref machines);

    /// <summary>Every certificate of a machine that changed it, old and new.</summary>
    public IReadOnlyDictionary<Bytes32, ShownCertificate> Certificates => certificates;

    /// <summary>Takes in a registry block; true when it enrols a machine or changes a certificate.</summary>
    public bool Add(Block block)
    {
        var enrolled = block.Records.Select(record => MachineOf(record.Body)).OfType<KnownMachine>().ToArray();
        ImmutableInterlocked.Update(ref machines, (all, added) => all.AddRange(added), enrolled);
        foreach (var machine in enrolled)
        {
            machineByKey.TryAdd(machine.Signing, machine.Fingerprint);
        }

        var changed = false;
        foreach (var record in block.Records)
        {
            changed |= Follow(record);
        }

        if (changed)
        {
            certificates = Shown().ToFrozenDictionary();
        }

        return changed || enrolled.Length > 0;
    }

    /// <summary>The machine that a fingerprint stands for, whatever the time.</summary>
    public Bytes32 MachineOf(Bytes32 fingerprint) => certificates.TryGetValue(fingerprint, out var shown) ? shown.Machine : fingerprint;

    private bool Follow(Record record)
    {
        if (!machineByKey.TryGetValue(record.Author, out var machine))
        {
            return false;
        }

        switch (record.Body)
        {
            case RotateKey rotation:
                machineByKey[rotation.Keys.Signing] = machine;
                return false;
            case RotateTls announced when !IsAnothers(announced.TlsFingerprint):
                var present = courses.TryGetValue(machine, out var course) ? course.Present : machine;
                courses[machine] = new CertificateCourse(announced.TlsFingerprint, present, announced.OldUntilMillis);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Nobody announces what a machine was enrolled with: it would be taken for that one.</summary>
    private bool IsAnothers(Bytes32 fingerprint) => machineByKey.ContainsValue(fingerprint);

    private Dictionary<Bytes32, ShownCertificate> Shown()
    {
        var shown = new Dictionary<Bytes32, ShownCertificate>();
        foreach (var (machine, course) in courses)
        {
            shown[machine] = new ShownCertificate(machine, UntilMillis: 0);
            shown[course.Previous] = new ShownCertificate(machine, course.PreviousUntilMillis);
            shown[course.Present] = new ShownCertificate(machine, ulong.MaxValue);
        }

        return shown;
    }

    private static KnownMachine? MachineOf(RecordBody body) => body switch
    {
        EnrolHospital hospital => new(hospital.TlsFingerprint, PartyRole.Hospital, hospital.Keys.Signing, hospital.Keys.Signing),
        EnrolServer server => new(server.TlsFingerprint, RoleOf(server.Kind), server.Keys.Signing, server.Owner),
        _ => null,
    };

    private static PartyRole RoleOf(string kind) => kind switch
    {
        RecordKinds.EnrolCloud => PartyRole.Cloud,
        RecordKinds.EnrolProxy => PartyRole.Proxy,
        _ => PartyRole.Node,
    };

    private readonly record struct CertificateCourse(Bytes32 Present, Bytes32 Previous, ulong PreviousUntilMillis);
}

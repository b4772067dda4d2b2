using System.Collections.Immutable;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>All machines that the registry chain enrols, in the order of their blocks.</summary>
internal sealed class MachineRegister
{
    private ImmutableList<KnownMachine> machines = [];

    public IReadOnlyList<KnownMachine> Machines => Volatile.Read(ref machines);

    /// <summary>Takes in a registry block; true when it enrols a machine.</summary>
    public bool Add(Block block)
    {
        var enrolled = block.Records.Select(record => MachineOf(record.Body)).OfType<KnownMachine>().ToArray();
        ImmutableInterlocked.Update(ref machines, (all, added) => all.AddRange(added), enrolled);
        return enrolled.Length > 0;
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
}

using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Proofs;

/// <summary>Cosigners demanded by a reader who names whose words count, with or without proofs of who they are.</summary>
public sealed class WitnessDemandTests
{
    private readonly World world = new();
    private readonly Party first = new("first witness");
    private readonly Party second = new("second witness");

    [Fact]
    public void Named_keys_count_each_for_itself_and_no_other_does()
    {
        var head = Cosigned(first, second, world.Cloud);
        Assert.Null(CodeOf(head, 2, [first.Key, second.Key]));
        Assert.Equal("WITNESSES_MISSING", CodeOf(head, 3, [first.Key, second.Key]));
        Assert.Equal("WITNESSES_MISSING", CodeOf(head, 1, [world.Manager.Key]));
        Assert.Equal("WITNESSES_MISSING", CodeOf(head, 2, [first.Key, first.Key]));
        Assert.Null(CodeOf(head, 0, []));
    }

    [Fact]
    public void The_supernode_does_not_vouch_for_itself_by_name_or_by_a_machine_of_its_own()
    {
        var head = Cosigned(world.Hospital, first);
        Assert.Equal("WITNESSES_MISSING", CodeOf(head, 1, [world.Hospital.Key]));
        Assert.Equal("WITNESSES_MISSING", CodeOf(head, 1, [first.Key], (first, world.Hospital)));
    }

    [Fact]
    public void Machines_of_one_party_are_one_word_where_the_reader_has_proof_of_it()
    {
        var head = Cosigned(first, second);
        Assert.Equal("WITNESSES_MISSING", CodeOf(head, 2, [first.Key, second.Key], (first, world.Cloud), (second, world.Cloud)));
        Assert.Null(CodeOf(head, 2, [first.Key, second.Key], (first, world.Cloud), (second, world.Manager)));
    }

    [Fact]
    public void A_cosignature_that_is_forged_or_of_another_head_does_not_count()
    {
        var (head, other) = (Cosigned(first), Cosigned(second));
        var forged = head with { Cosignatures = [head.Cosignatures[0] with { Witness = second.Key }] };
        Assert.Equal("WITNESSES_MISSING", CodeOf(forged, 1, [second.Key]));
        var moved = head with { Head = other.Head with { Height = other.Head.Height + 1 } };
        Assert.Equal("WITNESSES_MISSING", CodeOf(moved, 1, [first.Key]));
    }

    private CosignedHead Cosigned(params Party[] witnesses)
    {
        var chainId = world.HospitalGenesis.ChainId;
        var head = new SignedHead(chainId, 7, Bytes32.Zero, World.StartMillis, world.Hospital.Signing.Sign(SignedMessage.Head(chainId, 7, Bytes32.Zero, World.StartMillis)));
        return new CosignedHead(head, [.. witnesses.Select(witness => Cosignature.Sign(chainId, head.Mark, witness.Signing)).OrderBy(one => one.Witness)]);
    }

    private string? CodeOf(CosignedHead head, int required, Bytes32[] named, params (Party Machine, Party Owner)[] enrolled) =>
        WitnessCheck.RefusesNamed(world.HospitalGenesis, head, required, named, key =>
            enrolled.Where(one => one.Machine.Key == key).Select(one => MachineOf(one.Machine, one.Owner)).FirstOrDefault())?.Code;

    private static EnrolmentEntry MachineOf(Party machine, Party owner) =>
        new() { Role = PartyRole.Node, Owner = owner.Key, Sealing = machine.Sealing.PublicKey.Encoded.ToArray() };
}

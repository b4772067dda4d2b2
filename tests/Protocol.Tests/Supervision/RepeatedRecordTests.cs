using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Supervision;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Supervision;

/// <summary>What a node says by itself stands once, and one rejection does not silence it for ever.</summary>
public sealed class RepeatedRecordTests
{
    private readonly SupervisedWorld court = new();

    private World World => court.World;

    [Fact]
    public void It_is_the_same_record_until_the_chain_rejected_it_and_then_another_one()
    {
        var first = Sign();
        Assert.Equal(first!.Id, Sign()!.Id);
        court.Record(Lies.Reject(World.Manager, first, "CASE_UNKNOWN"));

        var second = Sign();

        Assert.NotEqual(first.Id, second!.Id);
        Assert.Equal(first.Body.ToBytes(), second.Body.ToBytes());
        Assert.Equal(second.Id, Sign()!.Id);
    }

    [Fact]
    public void What_is_rejected_again_and_again_is_given_up()
    {
        for (var i = 0; i < RepeatedRecord.RejectionsMax; i++)
        {
            court.Record(Lies.Reject(World.Manager, Sign()!, "CASE_UNKNOWN"));
        }

        Assert.Null(Sign());
    }

    private Record? Sign() => RepeatedRecord.Sign(court.Registry, World.StartMillis, new Verdict { ReportId = Bytes32.Zero, Upheld = true }, World.Manager.Signing);
}

using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Tests.Services;

/// <summary>Refusals reach the chain after they were answered, repeats of an hour as one (chain.md §4.7).</summary>
public sealed class RefusedAccessTests : IDisposable
{
    private readonly ProxyBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task The_first_refusal_is_recorded_at_once_and_its_repeats_as_one_after_the_hour()
    {
        var grant = bench.Grant();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("CONSENT_MISSING", await bench.CodeOfAsync(bench.Request(grant)));
            await bench.Refused.SettleAsync(CancellationToken.None);
        }

        var first = Assert.IsType<Access>(Assert.Single(bench.Hospital.Submitted).Body);
        Assert.Equal(("CONSENT_MISSING", 1u, false), (first.RefusalCode, first.Requests, first.Delivered));

        bench.Time.Advance(TimeSpan.FromHours(1));
        await bench.Refused.SettleAsync(CancellationToken.None);
        Assert.Equal(2, bench.Hospital.Submitted.Count);
        Assert.Equal(2u, Assert.IsType<Access>(bench.Hospital.Submitted[1].Body).Requests);
    }

    [Fact]
    public async Task What_is_owed_is_recorded_after_a_restart_and_only_once()
    {
        Assert.Equal("CONSENT_MISSING", await bench.CodeOfAsync(bench.Request(bench.Grant())));
        bench.Restart();
        await bench.Refused.SettleAsync(CancellationToken.None);
        bench.Restart();
        await bench.Refused.SettleAsync(CancellationToken.None);
        Assert.Single(bench.Hospital.Submitted);
    }

    [Fact]
    public async Task A_flood_of_refusals_writes_a_bounded_number_of_records()
    {
        var records = new List<Record>();
        for (var i = 0; i < 60; i++)
        {
            records.Add(bench.World.Diagnose(bench.Ada, bench.Visit, $"finding {i}"));
        }

        foreach (var ten in records.Chunk(10))
        {
            bench.Hospital.Seal(ten);
        }

        var grant = bench.Grant();
        foreach (var record in records)
        {
            Assert.Equal("CONSENT_MISSING", await bench.CodeOfAsync(bench.Request(grant, recordId: record.Id)));
        }

        await bench.Refused.SettleAsync(CancellationToken.None);
        Assert.Equal(Node.Accesses.RefusedAccesses.TalliesPerReaderMax, bench.Hospital.Submitted.Count);
    }
}

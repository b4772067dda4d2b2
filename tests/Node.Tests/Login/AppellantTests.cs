using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Tests.Chains;
using HospitalChain.Node.Tests.Services;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Login;

/// <summary>Who was expelled logs in to read the own case and to appeal, and for nothing else.</summary>
public sealed class AppellantTests : IAsyncLifetime
{
    private readonly ChainNetwork network = new();
    private ChainNode manager = null!;
    private Visit visit = null!;
    private Record[] bad = [];

    private World World => network.World;

    private Party Ada => World.Doctor("ada");

    private string Chain => $"/v1/chains/{network.HospitalId}";

    public async ValueTask InitializeAsync()
    {
        (manager, var hospital) = await network.StartEnrolledAsync();
        visit = World.NewVisit("pat");
        bad = [.. Enumerable.Range(0, 4).Select(i => World.Diagnose(Ada, visit, $"{i}", spoil: parts => parts with { Capsule = Swapped(parts.Capsule) }))];
        foreach (var records in (Record[][])[[World.EnrolDoctor(Ada)], [World.RegisterVisit(visit, [Ada])], bad])
        {
            await hospital.SubmitAsync(network.HospitalId, records);
            foreach (var record in records)
            {
                await manager.DecidedAsync(network.HospitalId, record.Id);
            }
        }

        Assert.True(manager.Chain(network.HospitalId).Chain.Entries.Credit(Ada.Key)?.Expelled);
    }

    public ValueTask DisposeAsync() => network.DisposeAsync();

    [Fact]
    public async Task An_expelled_doctor_appeals_and_the_appeal_is_in_a_block()
    {
        using var ada = await NodeCaller.EnterAsync(manager, network.HospitalId, Ada.Signing);
        var appeal = Record.Sign(network.HospitalId, World.StartMillis, new Appeal { CaseId = bad[0].Id, StatementHash = default }, Ada.Signing);

        await ada.SubmitAsync(appeal);

        await manager.InBlockAsync(network.HospitalId, appeal);
        Assert.Equal(CaseStage.Appealed, manager.Chain(network.HospitalId).Chain.Entries.Case(bad[0].Id)!.Stage);
        Assert.Equal("in-block", (await ada.GetAsync($"{Chain}/records/{appeal.Id}").ReadAsync<RecordStatusView>()).Status);
    }

    [Fact]
    public async Task She_reads_what_an_appeal_needs_and_nothing_else()
    {
        using var ada = await NodeCaller.EnterAsync(manager, network.HospitalId, Ada.Signing);
        foreach (var path in new[] { "head", "head/cosigned", "cases", $"credit/{Ada.Key}/changes", $"state/credit/{Ada.Key}/proof", $"enrolments/{Ada.Key}" })
        {
            using var answer = await ada.GetAsync($"{Chain}/{path}");
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        }

        foreach (var path in new[] { $"{Chain}/blocks/1", $"{Chain}/visits/{Convert.ToHexStringLower(visit.Claim.Pid.Span)}/records" })
        {
            Assert.Equal((403, "NOT_ALLOWED"), await NodeCaller.RefusalOf(ada.GetAsync(path)));
        }

        Assert.Equal((403, "NOT_ALLOWED"), await NodeCaller.RefusalOf(ada.PostBytesAsync("/v1/evidence", new byte[] { 1 })));
    }

    [Fact]
    public async Task She_brings_no_other_record_and_nobody_elses_appeal()
    {
        using var ada = await NodeCaller.EnterAsync(manager, network.HospitalId, Ada.Signing);
        var others = Record.Sign(network.HospitalId, World.StartMillis, new Appeal { CaseId = bad[0].Id, StatementHash = default }, World.Doctor("bea").Signing);
        foreach (var record in (Record[])[World.Diagnose(Ada, visit, "good"), World.Access(Ada, 1), others])
        {
            Assert.Equal((403, "NOT_ALLOWED"), await NodeCaller.RefusalOf(ada.PostBytesAsync($"{Chain}/records", record.Bytes)));
        }
    }

    [Fact]
    public async Task A_key_that_no_chain_ever_knew_does_not_log_in()
    {
        using var stranger = SigningKey.Generate();
        await Assert.ThrowsAnyAsync<Exception>(() => NodeCaller.EnterAsync(manager, network.HospitalId, stranger));
        await Assert.ThrowsAnyAsync<Exception>(() => NodeCaller.EnterAsync(manager, network.RegistryId, Ada.Signing));
    }

    /// <summary>C2 and C5 change places: nobody could open it.</summary>
    private static byte[] Swapped(ReadOnlyMemory<byte> capsule)
    {
        var swapped = capsule.ToArray();
        capsule.Span.Slice(96, 48).CopyTo(swapped.AsSpan(304));
        capsule.Span.Slice(304, 48).CopyTo(swapped.AsSpan(96));
        return swapped;
    }
}

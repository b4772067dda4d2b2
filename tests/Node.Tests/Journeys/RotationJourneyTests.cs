using HospitalChain.Client;
using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Keys;
using HospitalChain.Client.Letters;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Journeys;

/// <summary>Real nodes answer a party by the key it goes by now, and say to any other what became of it.</summary>
public sealed class RotationJourneyTests(DocumentNetworkFixture fixture) : IClassFixture<DocumentNetworkFixture>
{
    private readonly DocumentNetwork network = fixture.Network;

    [Fact]
    public async Task The_old_key_is_told_of_the_new_one_and_mail_to_it_arrives()
    {
        var doctor = await EnrolAsync();
        var session = network.Session(doctor, ProfileRole.Doctor, network.ChainA);
        var result = await new KeyRotating(session).RotateAsync(evenWithTeams: false, DocumentNetwork.Wait, default);
        Assert.True(result is { Epoch: 1, IsDone: true });

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Node(session, doctor).ListMailAsync(default));
        Assert.Equal("KEY_ROTATED", refused.Refusal.Code);
        Assert.Contains(result.SigningKey.ToString(), refused.Refusal.Detail, StringComparison.Ordinal);

        var ada = network.AdaSession();
        var letters = new LetterBox(ada, ada.OwnIdentity(), ada.OwnSealing());
        await letters.SendAsync(ada.Settings.NodeFor(network.ChainA), "SEARCH", doctor.Key, doctor.Sealing.PublicKey.Encoded.ToArray(), [7], default);
        var own = new LetterBox(session, session.OwnIdentity(), session.OwnSealing());
        byte[]? read = null;
        await own.ReceiveAsync([session.Settings.NodeFor(network.ChainA)], "SEARCH", (_, content) => Task.FromResult((read = content.ToArray()) is not null), default);
        Assert.Equal([7], read);
    }

    [Fact]
    public async Task A_token_ends_with_the_block_that_retires_and_mail_is_refused()
    {
        var doctor = await EnrolAsync();
        var session = network.Session(doctor, ProfileRole.Doctor, network.ChainA);
        var node = Node(session, doctor);
        Assert.Empty(await node.ListMailAsync(default));
        await network.SealAsync(network.World.Retire(network.ChainA, doctor, network.World.Hospital, Now));

        Assert.Equal("PARTY_RETIRED", (await Assert.ThrowsAsync<RefusedException>(() => node.ListMailAsync(default))).Refusal.Code);
        var ada = network.AdaSession();
        var letters = new LetterBox(ada, ada.OwnIdentity(), ada.OwnSealing());
        var refused = await Assert.ThrowsAsync<RefusedException>(() => letters.SendAsync(
            ada.Settings.NodeFor(network.ChainA), "SEARCH", doctor.Key, doctor.Sealing.PublicKey.Encoded.ToArray(), [7], default));
        Assert.Equal("PARTY_RETIRED", refused.Refusal.Code);
    }

    [Fact]
    public async Task A_third_party_rotates_on_the_registry_and_is_known_there_by_its_new_key()
    {
        var insurer = new Party("turning insurer");
        var enrolment = network.World.Enrol(new EnrolThirdParty { Keys = insurer.PartyKeys }, insurer);
        await network.Node("manager").SubmitAsync(network.Registry, [enrolment]);
        await network.Node("manager").InBlockAsync(network.Registry, enrolment);
        var session = network.Session(insurer, ProfileRole.ThirdParty, network.Registry);

        var result = await new KeyRotating(session).RotateAsync(evenWithTeams: false, DocumentNetwork.Wait, default);

        var entry = await session.Chains.EnrolmentAsync(network.Registry, result.SigningKey, session.OwnIdentity(), default);
        Assert.True(entry is { IsInForce: true, Course.Epoch: 1 });
        Assert.Equal(insurer.Key, entry.PartyOf(result.SigningKey));
    }

    private static ulong Now => (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private async Task<Party> EnrolAsync()
    {
        var doctor = network.World.Doctor("turning " + Guid.NewGuid().ToString("N"));
        await network.SealAsync(network.World.EnrolDoctor(doctor));
        return doctor;
    }

    private NodeConnection Node(ClientSession session, Party doctor) =>
        session.Connect(session.Settings.NodeFor(network.ChainA), new LoginIdentity(network.ChainA, doctor.Signing));
}

using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.Fellows;
using HospitalChain.Node.Mail;
using HospitalChain.Node.Tests.Services;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Fellows;
using HospitalChain.TestKit;
using MailLetter = HospitalChain.Protocol.Flows.MailLetter;

namespace HospitalChain.Node.Tests.Fellows;

/// <summary>Offers and asks through two real nodes: listed at the system manager's, boxed and counted at the hospital's.</summary>
public sealed class FellowNodeTests : IAsyncLifetime
{
    private ServiceNetwork network = null!;
    private Visit asked = null!;
    private Visit asker = null!;

    public async ValueTask InitializeAsync()
    {
        network = await ServiceNetwork.StartAsync();
        var world = network.World;
        (asked, asker) = (world.NewVisit("asked"), world.NewVisit("asker"));
        using var desk = await NodeCaller.EnterAsync(network.Hospital, network.ChainId, world.Hospital.Signing);
        var doctor = world.Doctor("Ada");
        await network.SealAsync(desk, world.EnrolDoctor(doctor, ServiceNetwork.Now));
        await network.SealAsync(desk, world.RegisterVisit(asked, [doctor], ServiceNetwork.Now), world.RegisterVisit(asker, [doctor], ServiceNetwork.Now));
    }

    public ValueTask DisposeAsync() => network.DisposeAsync();

    [Fact]
    public async Task An_ask_reaches_only_who_allows_it_and_only_so_often_by_whatever_node_it_comes()
    {
        using var boxed = await NodeCaller.EnterAsync(network.Hospital, network.ChainId, asked.Signing);
        using var listed = await NodeCaller.EnterAsync(network.Manager, network.ChainId, asked.Signing);
        using var asking = await NodeCaller.EnterAsync(network.Manager, network.ChainId, asker.Signing);
        using var near = await NodeCaller.EnterAsync(network.Hospital, network.ChainId, asker.Signing);
        Assert.Equal((404, "FELLOW_NOT_OFFERED"), await NodeCaller.RefusalOf(PostAsync(asking)));
        var offer = FellowOffer.Sign(network.ChainId, asked.Claim.Pid, ServiceNetwork.Now, ServiceNetwork.Now + 3_600_000, 2, asked.Signing);
        foreach (var node in new[] { boxed, listed })
        {
            using var taken = await node.PostBytesAsync("/v1/fellows/own", offer.ToBytes());
            Assert.True(taken.IsSuccessStatusCode, await taken.Content.ReadAsStringAsync());
        }

        var view = Assert.Single((await asking.GetAsync("/v1/fellows").ReadAsync<FellowPage>()).Fellows);
        Assert.Equal(Convert.ToHexStringLower(asked.Claim.Pid.Span), view.Pid);
        Assert.Equal(Convert.ToHexStringLower(offer.ToBytes()), view.Offer);
        (await PostAsync(asking)).EnsureSuccessStatusCode().Dispose();
        (await PostAsync(near)).EnsureSuccessStatusCode().Dispose();
        Assert.Equal((403, "FELLOW_TRIES_EXHAUSTED"), await NodeCaller.RefusalOf(PostAsync(asking)));
        Assert.Equal(2, (await boxed.GetAsync("/v1/mail").ReadAsync<MailSummary[]>()).Length);
        var own = await boxed.GetAsync("/v1/fellows/own").ReadAsync<FellowStanding>();
        Assert.Equal((2, 1u), (own.Asks.Count, own.RefusedAsks));
        Assert.All(own.Asks, ask => Assert.Equal(asker.Signing.PublicKey, ask.By));
    }

    [Fact]
    public async Task Only_patients_see_the_list_and_only_well_formed_offers_enter_it()
    {
        using var doctor = await NodeCaller.EnterAsync(network.Hospital, network.ChainId, network.World.Doctor("Ada").Signing);
        Assert.Equal((403, "NOT_ALLOWED"), await NodeCaller.RefusalOf(doctor.GetAsync("/v1/fellows")));
        using var stranger = NodeCaller.Anonymous(network.Hospital);
        Assert.Equal((401, "LOGIN_REQUIRED"), await NodeCaller.RefusalOf(stranger.GetAsync("/v1/fellows")));
        using var patient = await NodeCaller.EnterAsync(network.Hospital, network.ChainId, asked.Signing);
        Assert.Equal((400, "MALFORMED"), await NodeCaller.RefusalOf(patient.PostBytesAsync("/v1/fellows/own", new byte[10])));
        Assert.Equal((413, "RECORD_TOO_LARGE"), await NodeCaller.RefusalOf(patient.PostBytesAsync("/v1/fellows/own", new byte[FellowOffer.BytesMax + 1])));
        var others = FellowOffer.Sign(network.ChainId, asker.Claim.Pid, ServiceNetwork.Now, ServiceNetwork.Now + 1000, 1, asker.Signing);
        Assert.Equal((400, "FELLOW_OFFER_INVALID"), await NodeCaller.RefusalOf(patient.PostBytesAsync("/v1/fellows/own", others.ToBytes())));
    }

    private Task<HttpResponseMessage> PostAsync(NodeCaller caller)
    {
        var letter = new MailLetter(MailPurposes.FellowAsk, network.ChainId, asked.Signing.PublicKey, new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size)), ServiceNetwork.Now + 60_000);
        var mail = SignedMail.Write(letter, asker.Signing, asked.Sealing.PublicKey, new byte[10]);
        return caller.PostJsonAsync("/v1/mail", new MailPost(mail.Recipient, mail.ChainId, Convert.ToHexStringLower(mail.Sealed.Span), mail.ExpiryMillis, mail.Signature));
    }
}

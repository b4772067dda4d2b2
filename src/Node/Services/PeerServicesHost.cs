using HospitalChain.Node.Mail;
using HospitalChain.Node.Search;

namespace HospitalChain.Node.Services;

/// <summary>Begins to answer what other nodes ask of this one's services, and ends it with the node.</summary>
internal sealed class PeerServicesHost(CapsuleExchange capsules, MailExchange letters, CapsuleLibrary library, IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        capsules.Exchange.Start((_, payload, _) => Task.FromResult(
            CapsuleQuestion.Parse(payload.Span) is { } question && library.Find(question) is { } found ? found.ToBytes() : []));
        if (services.GetService<MailOffice>() is { } office)
        {
            services.GetRequiredService<PeerMailRelay>().Start(office);
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await capsules.Exchange.DisposeAsync();
        await letters.Exchange.DisposeAsync();
    }
}

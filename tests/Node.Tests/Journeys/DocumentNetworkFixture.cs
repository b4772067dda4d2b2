namespace HospitalChain.Node.Tests.Journeys;

/// <summary>One network for the tests of a class, which leave each other's folders alone.</summary>
public sealed class DocumentNetworkFixture : IAsyncLifetime
{
    internal DocumentNetwork Network { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Network = await DocumentNetwork.StartAsync();

    public ValueTask DisposeAsync() => Network.DisposeAsync();
}

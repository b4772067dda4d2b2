using HospitalChain.Client;

namespace HospitalChain.Node.Tests.Journeys;

/// <summary>Kills a client at each of its requests in turn, and sees that the next one goes on to the same end.</summary>
internal static class KilledClient
{
    /// <summary>Kills an attempt at its first request, another at its second, … until one comes through: before it left and after by turns, or both.</summary>
    public static async Task EverywhereAsync<T>(
        Func<int, Task<T>> prepare, Func<BreakingTransport?, ClientSession> client, Func<ClientSession, T, Task> attempt, Func<ClientSession, T, Task> resume, Func<T, Task> verify, bool both = false)
    {
        for (var number = 1; ; number++)
        {
            var subject = await prepare(number);
            try
            {
                await attempt(client(new BreakingTransport { BreakAt = both ? (number + 1) / 2 : number, AfterSending = number % 2 == 0 }), subject);
                Assert.InRange(number, 3, 100);
                await verify(subject);
                return;
            }
            catch (KilledException)
            {
                await resume(client(null), subject);
                await verify(subject);
            }
        }
    }
}

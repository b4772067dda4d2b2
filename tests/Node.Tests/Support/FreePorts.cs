using System.Net;
using System.Net.Sockets;

namespace HospitalChain.Node.Tests.Support;

/// <summary>
/// Ports for nodes that must keep theirs over a restart. They lie below the range from which the system takes ports for
/// outgoing connections, so nothing slips in between choosing one and listening on it.
/// </summary>
internal static class FreePorts
{
    private const int First = 12_000;
    private const int Count = 18_000;

    private static int last = Environment.ProcessId % Count;

    public static int Next()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref last) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // taken: the next one
            }
        }
    }
}

using System.Net;
using System.Text;

namespace HospitalChain.Node.Tests.Support;

/// <summary>An S3 service that knows none of its callers: it answers every request as the protocol says, 403 with a code.</summary>
internal sealed class DenyingService : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly byte[] body;
    private readonly Task answering;

    public DenyingService(string code)
    {
        body = Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>no</Message><RequestId>1</RequestId></Error>");
        Address = new Uri($"http://127.0.0.1:{FreePorts.Next()}/");
        listener.Prefixes.Add(Address.ToString());
        listener.Start();
        answering = AnswerAsync();
    }

    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await answering;
    }

    private async Task AnswerAsync()
    {
        while (true)
        {
            try
            {
                var context = await listener.GetContextAsync();
                await context.Request.InputStream.CopyToAsync(Stream.Null);
                context.Response.StatusCode = (int)HttpStatusCode.Forbidden;
                context.Response.ContentType = "application/xml";
                context.Response.Close(body, willBlock: true);
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return; // this service ends, or its caller went away
            }
        }
    }
}

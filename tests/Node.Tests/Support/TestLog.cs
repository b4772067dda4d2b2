using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace HospitalChain.Node.Tests.Support;

/// <summary>A node's log lines as a signal to wait for.</summary>
public sealed class TestLog : ILoggerProvider, ILogger
{
    private readonly Channel<string> lines = Channel.CreateBounded<string>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>The next line that contains <paramref name="text"/>; earlier ones are consumed.</summary>
    public async Task<string> LineWithAsync(string text)
    {
        using var patience = Patience.Token();
        while (true)
        {
            var line = await lines.Reader.ReadAsync(patience.Token);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Writer.TryWrite(formatter(state, exception) + exception);

    public void Dispose() => lines.Writer.TryComplete();
}

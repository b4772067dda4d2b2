namespace HospitalChain.Node.Api;

/// <summary>
/// A HEAD can be here before its block is applied. Who decides by the newest block waits for it instead of refusing what is
/// true a moment later; what does not come in time is refused as ever (chain.md §4.7).
/// </summary>
public static class LedgerPatience
{
    /// <summary>How long a decision waits for the block that the newest HEAD names.</summary>
    public static readonly TimeSpan BlockWait = TimeSpan.FromSeconds(2);

    /// <summary>Done when the chain is at its newest HEAD here, or stopped, or <see cref="BlockWait"/> is over: the caller decides by what is there then.</summary>
    public static async Task CatchUpAsync(this ILedger ledger, TimeProvider time, CancellationToken cancellation)
    {
        if (IsCaughtUp(ledger))
        {
            return;
        }

        var caughtUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watching = ledger.WhenAdvanced(() => SignalIf(ledger, caughtUp));
        SignalIf(ledger, caughtUp);
        try
        {
            await caughtUp.Task.WaitAsync(BlockWait, time, cancellation);
        }
        catch (TimeoutException)
        {
            // The decision finds the block missing, and refuses.
        }
    }

    private static void SignalIf(ILedger ledger, TaskCompletionSource caughtUp)
    {
        if (IsCaughtUp(ledger))
        {
            caughtUp.TrySetResult();
        }
    }

    private static bool IsCaughtUp(ILedger ledger) =>
        ledger.Stopped is not null || ledger.NewestHead is not { } head || head.Height <= ledger.State.Head.Height;
}

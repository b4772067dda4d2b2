namespace HospitalChain.Consensus;

/// <summary>Bounds of one core, none of which changes validity.</summary>
public sealed record CoreOptions
{
    /// <summary>Seals the chain; otherwise follows it.</summary>
    public required bool IsSupernode { get; init; }

    /// <summary>Records that may wait at once. More are answered BUSY.</summary>
    public int PendingRecordsMax { get; init; } = 4096;

    /// <summary>Of those, by one doctor or one patient's visit: nobody alone takes the place of all others.</summary>
    public int PendingPerPersonMax { get; init; } = 1024;

    /// <summary>Accesses by one store or proxy that may wait: its key in wrong hands takes a part of the room, and few places before others.</summary>
    public int PendingAccessesPerHolderMax { get; init; } = 1024;

    /// <summary>Of them, reports against one hospital, beside its forks: one that makes offences by the dozen does not keep another's from being heard.</summary>
    public int PendingPerAccusedMax { get; init; } = 32;

    /// <summary>
    /// Rejections in an hour that cost one doctor or visit no points: more than carelessness makes, and then nothing is taken
    /// from there for a while.
    /// </summary>
    public int FreeRefusalsPerHourMax { get; init; } = 60;

    /// <summary>Records verified in one go.</summary>
    public int VerifyRecordsMax { get; init; } = 100;

    /// <summary>Verification jobs at once.</summary>
    public int VerifyJobsMax { get; init; } = 2;

    /// <summary>Blocks asked for at once during catch-up.</summary>
    public int SyncBlocksMax { get; init; } = 64;

    /// <summary>A request for blocks without an answer is given up and asked elsewhere after this.</summary>
    public ulong SyncTimeoutMillis { get; init; } = 5_000;

    /// <summary>Records not yet promised are passed on again after this.</summary>
    public ulong ForwardRetryMillis { get; init; } = 3_000;

    /// <summary>
    /// The store was restored from a backup: before it signs anything a supernode hears this many followers say that they
    /// have no later block (chain.md §6), and a witness catches up with this many peers. 0 for an ordinary start.
    /// </summary>
    public int ConfirmationsAfterRestore { get; init; }

    /// <summary>One of them is the system manager's node, which keeps every chain.</summary>
    public bool ManagerConfirms { get; init; }

    /// <summary>
    /// After enough have confirmed, it listens so long to the others: one that was away too confirms what is long past.
    /// </summary>
    public ulong ConfirmationWaitMillis { get; init; }

    /// <summary>Cosigns heads of blocks that it verified (chain.md §4, decision record 0011). A supernode never does.</summary>
    public bool IsWitness { get; init; } = true;

    /// <summary>
    /// Of the heads that come faster than this, one each interval is cosigned: all witnesses pick the same one, the first
    /// of its interval, and each the one that stays the newest for so long.
    /// </summary>
    public ulong CosignIntervalMillis { get; init; } = 250;
}

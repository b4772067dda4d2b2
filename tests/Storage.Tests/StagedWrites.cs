namespace HospitalChain.Storage.Tests;

/// <summary>One batch, as the tests need it most.</summary>
internal static class StagedWrites
{
    /// <summary>Writes what <paramref name="stage"/> puts into a batch.</summary>
    public static void Write(this StoreEngine engine, Action<StoreBatch> stage)
    {
        var batch = new StoreBatch();
        stage(batch);
        engine.Write(batch);
    }

    /// <summary>The same through a committer, which may share the sync with others.</summary>
    public static Task CommitAsync(this GroupCommitter committer, Action<StoreBatch> stage)
    {
        var batch = new StoreBatch();
        stage(batch);
        return committer.CommitAsync(batch);
    }
}

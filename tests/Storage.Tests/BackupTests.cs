using static HospitalChain.Storage.Tests.Numbered;

namespace HospitalChain.Storage.Tests;

public sealed class BackupTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_backup_holds_what_was_written_before_it_and_counts_as_restored()
    {
        var backup = folder.Child("backups/monday");
        using (var engine = StoreEngine.Open(folder.Store))
        {
            engine.Put(Table.State, "before", "1");
            engine.Checkpoint(backup);
            engine.Put(Table.State, "after", "2");
            Assert.False(engine.IsRestored);
        }

        using (var restored = StoreEngine.Open(backup))
        {
            Assert.True(restored.IsRestored);
            Assert.Equal(["before"], restored.Scan(Table.State, default).Keys());
        }

        using var original = StoreEngine.Open(folder.Store);
        Assert.False(original.IsRestored);
    }

    [Fact]
    public void A_restored_store_stays_so_until_it_is_confirmed()
    {
        var backup = folder.Child("backup");
        using (var engine = StoreEngine.Open(folder.Store))
        {
            engine.Checkpoint(backup);
        }

        using (var restored = StoreEngine.Open(backup))
        {
            Assert.True(restored.IsRestored);
        }

        using (var restored = StoreEngine.Open(backup))
        {
            Assert.True(restored.IsRestored);
            restored.ConfirmRestore();
            Assert.False(restored.IsRestored);
        }

        using var confirmed = StoreEngine.Open(backup);
        Assert.False(confirmed.IsRestored);
    }

    [Fact]
    public void A_backup_never_overwrites_another()
    {
        using var engine = StoreEngine.Open(folder.Store);
        engine.Checkpoint(folder.Child("backup"));
        Assert.Equal(
            StoreErrorCodes.TargetExists,
            Assert.Throws<StoreException>(() => engine.Checkpoint(folder.Child("backup"))).Code);
        Assert.Null(engine.Failure);
    }

    [Fact]
    public void An_interrupted_backup_is_begun_anew()
    {
        using var engine = StoreEngine.Open(folder.Store);
        engine.Put(Table.State, "a", "1");
        Directory.CreateDirectory(folder.Child("backup.partial"));
        File.WriteAllText(folder.Child("backup.partial/rubbish"), "half");
        engine.Checkpoint(folder.Child("backup"));
        Assert.False(Path.Exists(folder.Child("backup.partial")));
        using var restored = StoreEngine.Open(folder.Child("backup"));
        Assert.Equal(["a"], restored.Scan(Table.State, default).Keys());
    }

    [Fact]
    public void A_backup_put_back_is_a_store_that_waits_for_confirmation()
    {
        var (backup, restored) = (folder.Child("backup"), folder.Child("restored"));
        using (var engine = StoreEngine.Open(folder.Store))
        {
            engine.Put(Table.State, "a", "1");
            engine.Checkpoint(backup);
        }

        using (var confirmed = StoreEngine.Open(backup))
        {
            confirmed.ConfirmRestore();
        }

        StoreBackup.Restore(backup, restored);
        using var again = StoreEngine.Open(restored);
        Assert.True(again.IsRestored);
        Assert.Equal(["a"], again.Scan(Table.State, default).Keys());
    }

    [Fact]
    public void A_backup_is_never_put_over_a_store_nor_from_nowhere()
    {
        using (var engine = StoreEngine.Open(folder.Store))
        {
            engine.Checkpoint(folder.Child("backup"));
        }

        var over = Assert.Throws<StoreException>(() => StoreBackup.Restore(folder.Child("backup"), folder.Store));
        Assert.Equal(StoreErrorCodes.TargetExists, over.Code);
        var nowhere = Assert.Throws<StoreException>(() => StoreBackup.Restore(folder.Child("nothing"), folder.Child("restored")));
        Assert.Equal(StoreErrorCodes.Missing, nowhere.Code);
        Assert.False(Path.Exists(folder.Child("restored")));
    }
}

namespace HospitalChain.Storage.Native;

/// <summary>Translates <see cref="StoreOptions"/> into RocksDB's.</summary>
internal static class RocksOptions
{
    private const int TolerateTornTail = 0;
    private const int StopAtFirstDamage = 2;
    private const int Lz4 = 4;
    private const int Zstd = 7;
    private const int BloomBitsPerKey = 10;
    private const int LogFiles = 4;
    private const int LogFileBytes = 1 << 20;

    public static OptionsHandle Create(StoreOptions options, CacheHandle cache)
    {
        var native = new OptionsHandle();
        RocksDb.OptionsSetCreateIfMissing(native, (byte)(options.CreateIfMissing ? 1 : 0));
        RocksDb.OptionsSetCreateMissingColumnFamilies(native, 1);
        RocksDb.OptionsSetParanoidChecks(native, 1);

        // A record torn by a kill at the log's end is dropped: it was never acknowledged. Damage before the end is an
        // error, since RocksDB's default would drop acknowledged blocks in silence and a supernode would seal again.
        RocksDb.OptionsSetWalRecoveryMode(native, options.SalvageLog ? StopAtFirstDamage : TolerateTornTail);
        RocksDb.OptionsSetMaxTotalWalSize(native, (ulong)options.LogBytesMax);
        RocksDb.OptionsSetDbWriteBufferSize(native, (nuint)options.WriteBuffersBytesMax);
        RocksDb.OptionsSetWriteBufferSize(native, (nuint)options.WriteBufferBytes);
        RocksDb.OptionsSetMaxBackgroundJobs(native, options.BackgroundJobs);

        // Whoever waits for another's sync sleeps: spinning took a third of a node's processor time on a slow disk.
        RocksDb.OptionsSetEnableWriteThreadAdaptiveYield(native, 0);
        RocksDb.OptionsSetMaxOpenFiles(native, options.OpenFilesMax);
        RocksDb.OptionsSetKeepLogFileNum(native, LogFiles);
        RocksDb.OptionsSetMaxLogFileSize(native, LogFileBytes);
        RocksDb.OptionsSetStatsDumpPeriodSeconds(native, 0);
        RocksDb.OptionsSetLevelCompactionDynamicLevelBytes(native, 1);
        RocksDb.OptionsSetCompression(native, Lz4);
        RocksDb.OptionsSetBottommostCompression(native, Zstd);

        using var tables = new TableOptionsHandle();
        RocksDb.TableOptionsSetBlockCache(tables, cache);
        RocksDb.TableOptionsTakeFilterPolicy(tables, RocksDb.BloomFilterCreate(BloomBitsPerKey));
        RocksDb.OptionsSetBlockBasedTableFactory(native, tables);
        return native;
    }
}

/** Tests of the store on real disks: crashes, rot, locks, collection. */
@NullMarked
package dev.linnet.daemon.store;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/* page.h -- the tests of looks at pages, for test_net.c. */
#ifndef TEST_PAGE_H
#define TEST_PAGE_H

void page_not_opened(void **state);
void page_answers(void **state);

#endif
